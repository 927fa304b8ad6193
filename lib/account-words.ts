import type { AccountStatus } from './managed-account'

// The words for an account's facts, used alike on screens, in exports and in the audit log.

export const statusWords: Record<AccountStatus, string> = {
  enabled: 'Enabled',
  disabled: 'Disabled',
  blocked: 'Blocked',
  cancelled: 'Cancelled',
  unknown: 'Unknown',
}

export const flagValues = ['yes', 'no', 'unknown'] as const

/** The three values of a flag that Telnyx may leave out. */
export const flagWords = {
  rollup: { yes: 'Rollup', no: 'Own balance', unknown: 'Unknown' },
  pricing: { yes: 'Allowed', no: 'Off', unknown: 'Unknown' },
} as const

/** Where a known channel limit comes from; `stated` = a person imported it from a file. Telnyx reports none. */
export const limitSourceWords = { command: 'Set here', stated: 'Imported' } as const

export const disableReasons = {
  unpaid: 'Unpaid balance',
  fraud: 'Suspected fraud',
  abuse: 'Abuse or complaints',
  request: 'Customer request',
  ended: 'Contract ended',
  other: 'Other reason',
} as const
export type DisableReason = keyof typeof disableReasons
