import { Ban, CircleCheck, CircleMinus, CircleQuestionMark, type LucideIcon, OctagonX } from 'lucide-react'
import type { Tone } from '@/components/ui/tone'
import type { AuditAction } from '@/lib/audit'
import type { AccountStatus } from '@/lib/managed-account'

export const statusLook: Record<AccountStatus, { label: string; tone: Tone; icon: LucideIcon }> = {
  enabled: { label: 'Enabled', tone: 'success', icon: CircleCheck },
  disabled: { label: 'Disabled', tone: 'warning', icon: CircleMinus },
  blocked: { label: 'Blocked', tone: 'danger', icon: OctagonX },
  cancelled: { label: 'Cancelled', tone: 'neutral', icon: Ban },
  unknown: { label: 'Not known', tone: 'neutral', icon: CircleQuestionMark },
}

/** What stands in the place of a claim while its command is under way. */
export const underWay: Partial<Record<AuditAction, string>> = {
  'account.create': 'Creating…',
  'account.disable': 'Disabling…',
  'account.enable': 'Enabling…',
  'account.custom_pricing': 'Changing…',
  'account.channel_limit': 'Changing…',
}

/** The three values of a flag that Telnyx may leave out. */
export const flagWords = {
  rollup: { yes: 'Rollup', no: 'Own balance', unknown: 'Not known' },
  pricing: { yes: 'Allowed', no: 'Off', unknown: 'Not known' },
} as const

export { accountName } from '@/lib/accounts'
