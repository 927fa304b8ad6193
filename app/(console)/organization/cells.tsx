'use client'

import { Check, Crown, Ellipsis, PanelRight, UserMinus } from 'lucide-react'
import type { Route } from 'next'
import type { MouseEvent } from 'react'
import { Badge } from '@/components/ui/badge'
import { Unknown } from '@/components/ui/description-list'
import { IconButton } from '@/components/ui/icon-button'
import { Link } from '@/components/ui/link'
import { Menu } from '@/components/ui/menu'
import { RelativeTime } from '@/components/ui/relative-time'
import { Status } from '@/components/ui/status'
import { type RosterUser, serializeRosterSearch } from '@/lib/organization'
import { statusWord } from '@/lib/roster'
import { useSending } from '../_shell/sending'
import { useRosterActions } from './roster-context'
import { cannotRemoveOwner, statusLook, userName } from './words'

/** A click opens the panel. It is a real link, so that it can be copied or opened in a new tab. */
export function EmailCell({ user }: { user: RosterUser }) {
  const { open } = useRosterActions()
  const onClick = (event: MouseEvent) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return
    // Opens the panel over this list and its filters, without loading the page again.
    event.preventDefault()
    open(user.id)
  }
  return (
    <span className="flex min-w-0 items-center gap-2">
      <Link
        href={`/organization${serializeRosterSearch({ user: user.id })}` as Route}
        prefetch={false}
        onClick={onClick}
        title={userName(user)}
        className="min-w-0 truncate rounded-sm font-medium hover:underline"
      >
        <bdi>{userName(user)}</bdi>
      </Link>
      {user.isOwner && <OwnerMark />}
      {user.isSelf && <Badge tone="accent">You</Badge>}
    </span>
  )
}

export function OwnerMark() {
  return (
    <Badge tone="info" className="shrink-0">
      <Crown aria-hidden />
      Owner
    </Badge>
  )
}

/** The status, or the removal in progress. */
export function UserStatus({ user }: { user: RosterUser }) {
  const sending = useSending(user.id)
  if (sending || user.pending?.state === 'in_flight') {
    return (
      <Status tone="neutral" pending>
        Removing…
      </Status>
    )
  }
  if (user.pending) {
    return (
      <Status tone="warning" icon="question">
        Not known yet
      </Status>
    )
  }
  const { tone, icon } = statusLook(user.status)
  return (
    <Status tone={tone} icon={icon}>
      {statusWord(user.status)}
    </Status>
  )
}

export function GroupsCell({ user: { groups } }: { user: RosterUser }) {
  if (groups === null) return <Unknown />
  if (groups.length === 0) return <span className="text-muted">In no group</span>
  const names = groups.map(group => group.name || group.id).join(', ')
  return (
    <span className="block truncate" title={names}>
      {names}
    </span>
  )
}

/** All groups, for places with room. */
export function GroupBadges({ user: { groups } }: { user: RosterUser }) {
  if (groups === null) return <Unknown />
  if (groups.length === 0) return <span className="text-muted">In no group</span>
  return (
    <ul className="flex flex-wrap gap-1">
      {groups.map(group => (
        <li key={group.id} className="max-w-full">
          <Badge>
            <span className="truncate" title={group.name}>
              {group.name || group.id}
            </span>
          </Badge>
        </li>
      ))}
    </ul>
  )
}

export function MembershipCell({ user, groupId }: { user: RosterUser; groupId: string }) {
  if (user.groups === null) return <Unknown />
  if (!user.groups.some(group => group.id === groupId)) return <span className="sr-only">Not a member</span>
  return (
    <>
      <Check aria-hidden className="size-4 text-success" />
      <span className="sr-only">Member</span>
    </>
  )
}

export function LastSignIn({ user }: { user: RosterUser }) {
  if (user.lastSignInAt === null) return <span className="text-muted">Never signed in</span>
  return <RelativeTime at={user.lastSignInAt} />
}

export function SsoMark({ user: { bypassesSso } }: { user: RosterUser }) {
  if (bypassesSso === null) return <Unknown />
  return bypassesSso ? (
    <Status tone="warning">Bypasses SSO</Status>
  ) : (
    <Status tone="neutral" icon="shield">
      Through SSO
    </Status>
  )
}

export function UserMenu({ user }: { user: RosterUser }) {
  const { mayRemove, open, remove } = useRosterActions()
  const name = userName(user)
  return (
    <Menu
      label={`Actions for ${name}`}
      trigger={props => <IconButton {...props} size="sm" label={`Actions for ${name}`} icon={Ellipsis} />}
      items={[
        { label: 'Open details', icon: PanelRight, onSelect: () => open(user.id) },
        ...(mayRemove
          ? [
              'separator' as const,
              {
                label: 'Remove user…',
                icon: UserMinus,
                tone: 'danger' as const,
                disabledReason: whyNotRemovable(user),
                onSelect: () => remove(user),
              },
            ]
          : []),
      ]}
    />
  )
}

export function whyNotRemovable(user: RosterUser): string | undefined {
  if (user.isOwner) return cannotRemoveOwner
  if (user.pending?.state === 'in_flight') return 'The removal is in progress.'
  return undefined
}
