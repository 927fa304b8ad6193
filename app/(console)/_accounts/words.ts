import { Ban, CircleCheck, CircleMinus, CircleQuestionMark, type LucideIcon, OctagonX } from 'lucide-react'
import type { Tone } from '@/components/ui/tone'
import { statusWords } from '@/lib/account-words'
import type { AuditAction } from '@/lib/audit'
import type { AccountStatus } from '@/lib/managed-account'

export const statusLook: Record<AccountStatus, { label: string; tone: Tone; icon: LucideIcon }> = {
  enabled: { label: statusWords.enabled, tone: 'success', icon: CircleCheck },
  disabled: { label: statusWords.disabled, tone: 'warning', icon: CircleMinus },
  blocked: { label: statusWords.blocked, tone: 'danger', icon: OctagonX },
  cancelled: { label: statusWords.cancelled, tone: 'neutral', icon: Ban },
  unknown: { label: statusWords.unknown, tone: 'neutral', icon: CircleQuestionMark },
}

/** What stands in the place of a claim while its command is under way. */
export const underWay: Partial<Record<AuditAction, string>> = {
  'account.create': 'Creating…',
  'account.disable': 'Disabling…',
  'account.enable': 'Enabling…',
  'account.custom_pricing': 'Changing…',
  'account.channel_limit': 'Changing…',
}

export { accountName } from '@/lib/accounts'
