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

/** What stands in the place of a claim while its command is under way. */
export const underWay: Partial<Record<AuditAction, string>> = {
  'account.create': 'Creating…',
  'account.disable': 'Disabling…',
  'account.enable': 'Enabling…',
  'account.custom_pricing': 'Changing…',
  'account.channel_limit': 'Changing…',
}

const sourceWords = {
  sweep: 'From Telnyx’s list',
  command: 'Set here',
  probe: 'Looked up at Telnyx',
} as const

/** Where a status comes from. One that nobody could tell has no source: it is a gap, not a finding. */
export function statusSource({ status, statusSource: source }: Pick<AccountRow, 'status' | 'statusSource'>): string {
  if (status !== 'unknown') return sourceWords[source]
  return source === 'command' ? 'Created here; the next sync tells it' : 'No list of Telnyx shows it'
}

export function disableReasonWords(reason: string): string {
  return reason in disableReasons ? disableReasons[reason as DisableReason] : reason
}

export { accountName } from '@/lib/accounts'
