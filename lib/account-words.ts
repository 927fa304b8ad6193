import type { AccountStatus } from './managed-account'

// The labels of an account's facts, the same on screens, in exports and in the audit.

export const statusWords: Record<AccountStatus, string> = {
  enabled: 'Enabled',
  disabled: 'Disabled',
  blocked: 'Blocked',
  cancelled: 'Cancelled',
  unknown: 'Not known',
}

export const flagValues = ['yes', 'no', 'unknown'] as const

/** The three values of a flag that Telnyx may leave out. */
export const flagWords = {
  rollup: { yes: 'Rollup', no: 'Own balance', unknown: 'Not known' },
  pricing: { yes: 'Allowed', no: 'Off', unknown: 'Not known' },
} as const

export const disableReasons = {
  unpaid: 'Unpaid balance',
  fraud: 'Suspected fraud',
  abuse: 'Abuse or complaints',
  request: 'The customer asked for it',
  ended: 'Contract ended',
  other: 'Another reason',
} as const
export type DisableReason = keyof typeof disableReasons
