'use client'

import { useQuery } from '@tanstack/react-query'
import { UserMinus } from 'lucide-react'
import { problemOf } from '@/components/states/problem-of'
import { Waiting } from '@/components/states/waiting'
import { Banner } from '@/components/ui/banner'
import { Button } from '@/components/ui/button'
import { CopyButton } from '@/components/ui/copy-button'
import { Description, DescriptionList } from '@/components/ui/description-list'
import { Dialog } from '@/components/ui/dialog'
import { MonoId } from '@/components/ui/mono-id'
import { RelativeTime } from '@/components/ui/relative-time'
import { SkeletonText } from '@/components/ui/skeleton'
import type { Problem } from '@/lib/errors'
import { type RosterUser, reviewChecks } from '@/lib/organization'
import { hasFinding } from '@/lib/roster'
import { useSending } from '../_shell/sending'
import { GroupBadges, LastSignIn, OwnerMark, SsoMark, UserStatus, whyNotRemovable } from './cells'
import { userQuery } from './queries'
import { useRosterActions } from './roster-context'
import { cannotRemoveOwner, reviewWords, userName } from './words'

type Props = {
  id: string
  /** The user in the roster; null when the roster does not list them. */
  known: RosterUser | null
  knownAt: string
  onClose: () => void
}

/** One user: first from the roster, then with the fresh answer from Telnyx. */
export function UserPanel({ id, known, knownAt, onClose }: Props) {
  const { data, error, isFetching, refetch } = useQuery(userQuery(id))
  // `pending` is newer in the roster, which is polled, than in the single answer.
  const user = data ? { ...data.user, pending: known ? known.pending : data.user.pending } : known
  const at = data?.observedAt ?? knownAt
  const problem = error ? problemOf(error) : null
  return (
    <Dialog
      open
      onOpenChange={open => !open && onClose()}
      placement="end"
      title={<span className="[overflow-wrap:anywhere]">{user ? userName(user) : 'Organization user'}</span>}
      description="Organization user"
      footer={user && <PanelFooter user={user} />}
    >
      <div className="grid gap-4">
        {problem && <PanelProblem problem={problem} onRetry={() => void refetch()} retrying={isFetching} />}
        {user ? (
          <Facts user={user} at={at} />
        ) : (
          !problem && (
            <Waiting>
              <SkeletonText lines={9} />
            </Waiting>
          )
        )}
        {user && (
          <p className="text-muted text-xs" role="status">
            {isFetching ? (
              'Reading from Telnyx…'
            ) : (
              <>
                Read from Telnyx <RelativeTime at={at} />
              </>
            )}
          </p>
        )}
      </div>
    </Dialog>
  )
}

function PanelProblem(props: { problem: Problem; onRetry: () => void; retrying: boolean }) {
  const { problem, onRetry, retrying } = props
  if (problem.code === 'not_found') {
    return (
      <Banner tone="warning" role="status" title="This user no longer exists at Telnyx">
        They may have been removed in this console or in Telnyx’s portal.
      </Banner>
    )
  }
  return (
    <Banner
      tone="warning"
      role="status"
      title={problem.message}
      action={
        problem.code !== 'invalid' && (
          <Button size="sm" onClick={onRetry} pending={retrying} pendingLabel="Reading…">
            Try again
          </Button>
        )
      }
    >
      {problem.hint} {problem.requestId && <MonoId id={problem.requestId} copyLabel="Copy request id" />}
    </Banner>
  )
}

function Facts({ user, at }: { user: RosterUser; at: string }) {
  const findings = reviewChecks.filter(check => hasFinding(user, check, at))
  return (
    <DescriptionList>
      <Description label="Status">
        <UserStatus user={user} />
      </Description>
      <Description label="E-mail">
        {user.email && (
          <span className="inline-flex max-w-full items-center gap-0.5">
            <bdi className="min-w-0">{user.email}</bdi>
            <CopyButton value={user.email} label="Copy e-mail" />
          </span>
        )}
      </Description>
      <Description label="Role">{user.isOwner ? <OwnerMark /> : user.isOwner === null ? null : 'Sub-user'}</Description>
      <Description label="Groups">
        <GroupBadges user={user} />
      </Description>
      <Description label="Last sign-in">
        <LastSignIn user={user} />
      </Description>
      <Description label="Single sign-on">
        <SsoMark user={user} />
      </Description>
      <Description label="Added">
        <RelativeTime at={user.createdAt} />
      </Description>
      <Description label="User id">
        <MonoId id={user.id} copyLabel="Copy user id" full />
      </Description>
      {findings.length > 0 && (
        <Description label="Access review">
          <ul className="grid gap-1">
            {findings.map(check => (
              <li key={check}>
                {reviewWords[check].label}
                <span className="block text-muted text-xs">{reviewWords[check].explained}</span>
              </li>
            ))}
          </ul>
        </Description>
      )}
    </DescriptionList>
  )
}

function PanelFooter({ user }: { user: RosterUser }) {
  const { mayRemove, remove } = useRosterActions()
  const sending = useSending(user.id)
  if (!mayRemove) return null
  if (user.isOwner) return <p className="flex-1 text-muted text-xs">{cannotRemoveOwner}</p>
  return (
    <Button disabled={sending !== null || whyNotRemovable(user) !== undefined} onClick={() => remove(user)}>
      <UserMinus aria-hidden className="text-danger" />
      Remove user…
    </Button>
  )
}
