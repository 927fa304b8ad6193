import type { StateIcon } from '@/components/ui/status'
import type { Tone } from '@/components/ui/tone'
import { type DisableReason, disableReasons, statusWords } from '@/lib/account-words'
import type { AccountRow } from '@/lib/accounts'
import type { AuditAction } from '@/lib/audit'
import type { AccountStatus } from '@/lib/managed-account'

export const statusLook: Record<AccountStatus, { label: string; tone: Tone; icon: StateIcon }> = {
  enabled: { label: statusWords.enabled, tone: 'success', icon: 'check' },
  disabled: { label: statusWords.disabled, tone: 'warning', icon: 'minus' },
  blocked: { label: statusWords.blocked, tone: 'danger', icon: 'stop' },
  cancelled: { label: statusWords.cancelled, tone: 'neutral', icon: 'ban' },
  unknown: { label: statusWords.unknown, tone: 'neutral', icon: 'question' },
}

/** Shown instead of a fact while a command is changing it. */
export const underWay: Partial<Record<string, string>> = {
  'account.create': 'Creating…',
  'account.disable': 'Disabling…',
  'account.enable': 'Enabling…',
  'account.custom_pricing': 'Changing…',
  'account.channel_limit': 'Changing…',
} satisfies Partial<Record<AuditAction, string>>

const sourceWords = {
  sweep: 'From Telnyx’s list',
  command: 'Set here',
  probe: 'Checked with Telnyx',
} as const

/** Where a status comes from. An unknown status has no source: the words say why it is unknown. */
export function statusSource({ status, statusSource: source }: Pick<AccountRow, 'status' | 'statusSource'>): string {
  if (status !== 'unknown') return sourceWords[source]
  return source === 'command' ? 'Created here, status follows with the next sync' : 'In none of Telnyx’s status lists'
}

export function disableReasonWords(reason: string): string {
  return reason in disableReasons ? disableReasons[reason as DisableReason] : reason
}

export { accountName } from '@/lib/accounts'
