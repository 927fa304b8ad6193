import type { StateIcon } from '@/components/ui/status'
import type { Tone } from '@/components/ui/tone'
import {
  dormantDays,
  type ReviewCheck,
  type RosterChange,
  type RosterField,
  type RosterUser,
  type RosterValue,
} from '@/lib/organization'
import { statusWord } from '@/lib/roster'

const looks: Record<string, { tone: Tone; icon: StateIcon }> = {
  enabled: { tone: 'success', icon: 'check' },
  disabled: { tone: 'warning', icon: 'minus' },
  blocked: { tone: 'danger', icon: 'ban' },
}

/** A status that the console does not know gets a neutral icon. */
export function statusLook(status: string | null): { tone: Tone; icon: StateIcon } {
  return looks[status ?? ''] ?? { tone: 'neutral', icon: 'question' }
}

export const reviewWords: Record<ReviewCheck, { label: string; explained: string }> = {
  never: { label: 'Never signed in', explained: 'Invited, but never signed in to Telnyx’s portal' },
  dormant: { label: `Dormant over ${dormantDays} days`, explained: `Last sign-in more than ${dormantDays} days ago` },
  sso: { label: 'Bypasses SSO', explained: 'Signs in with a password instead of SSO' },
  ungrouped: { label: 'In no group', explained: 'Is not a member of any group' },
}

export const cannotRemoveOwner =
  'The owner of the organization cannot be removed here. Only Telnyx support can transfer an organization to another owner.'

export function userName(user: Pick<RosterUser, 'id' | 'email'>): string {
  return user.email ?? user.id
}

const fieldWords: Record<RosterField, string> = {
  joined: 'Joined',
  left: 'No longer listed by Telnyx',
  email: 'E-mail',
  status: 'Status',
  owner: 'Owner of the organization',
  sso: 'Single sign-on',
  groups: 'Groups',
}

function changedValue(field: RosterField, value: RosterValue): string | null {
  if (value === null) return null
  if (Array.isArray(value)) return value.length === 0 ? 'In no group' : value.join(', ')
  if (field === 'sso') return value ? 'Bypasses SSO' : 'Through SSO'
  if (typeof value === 'boolean') return value ? 'Yes' : 'No'
  return field === 'email' ? value : statusWord(value)
}

/** A change in words. `before` and `after` are null where the label says it all. */
export function changeText({ field, before, after }: RosterChange) {
  return { label: fieldWords[field], before: changedValue(field, before), after: changedValue(field, after) }
}
