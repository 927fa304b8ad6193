'use client'

import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { problemOf } from '@/components/states/problem-of'
import { Waiting } from '@/components/states/waiting'
import { Banner } from '@/components/ui/banner'
import { ErrorState } from '@/components/ui/error-state'
import { LinkButton } from '@/components/ui/link-button'
import { RelativeTime } from '@/components/ui/relative-time'
import { SkeletonText } from '@/components/ui/skeleton'
import type { AccountRow, AccountView, SearchHit } from '@/lib/accounts'
import { can, type Role } from '@/lib/permissions'
import { accountHref } from '../../_shell/account-link'
import { DriftBanner } from '../[id]/drift-banner'
import { AccountFacts } from '../account-facts'
import { OpenCommandBanner } from '../open-command-banner'
import { accountQuery } from '../queries'
import { SearchHitText } from '../search-hit-text'
import { isInPanel, StatusPanel } from '../status-panel'
import { useDebounced } from '../use-debounced'

/** Reading an account requests its balance from Telnyx, so rows that an arrow key only passes are not read. */
const settleMs = 180
const newestNotes = 3

type Props = {
  id: string
  /** The account's row in the list; absent if it is on another page. */
  row: AccountRow | undefined
  role: Role
}

/** The account at a glance: first the facts of its row, then those of the account itself. */
export function PreviewContent({ id, row, role }: Props) {
  const settled = useDebounced(id, settleMs)
  // An account that was previewed a moment ago is not read again.
  const query = { ...accountQuery(id), enabled: settled === id, refetchOnMount: true }
  const { data: view, error, isFetching, refetch } = useQuery(query)
  const account = view?.account ?? row
  if (!account) {
    if (!error)
      return (
        <Waiting>
          <SkeletonText lines={8} />
        </Waiting>
      )
    return <ErrorState problem={problemOf(error)} onRetry={() => void refetch()} retrying={isFetching} />
  }
  return (
    <div className="grid gap-4">
      <div className="grid gap-2">
        <StatusPanel account={account} view={view}>
          <LinkButton href={accountHref(account.id)} prefetch={false}>
            Open account
          </LinkButton>
        </StatusPanel>
        {error && (
          <Banner tone="warning" role="status" title="The account could not be refreshed">
            {problemOf(error).message}
          </Banner>
        )}
        {account.missingSince && (
          <Banner tone="warning" title="Gone from Telnyx">
            Telnyx no longer has this account. The console first noticed this <RelativeTime at={account.missingSince} />
            .
          </Banner>
        )}
        {view?.commands
          .filter(one => !isInPanel(one))
          .map(command => (
            <OpenCommandBanner key={command.id} command={command} maySettle={can(role, 'commands.settle')} />
          ))}
        {view && <DriftBanner accountId={id} drift={view.drift} role={role} />}
      </div>
      <AccountFacts account={account} detail={view?.account} />
      <Notes id={id} view={view} hit={row?.hit} />
    </div>
  )
}

type NotesProps = {
  id: string
  view: AccountView | undefined
  /** The match that made the search find the account. */
  hit: SearchHit | undefined
}

function Notes({ id, view, hit }: NotesProps) {
  return (
    <section aria-label="Notes" className="border-border border-t pt-3">
      <h3 className="mb-1 font-medium">Notes</h3>
      {hit && (
        <p className="mb-2 [overflow-wrap:anywhere]">
          <span className="block text-muted text-xs">Search match in a {hit.in}</span>
          <SearchHitText hit={hit} />
        </p>
      )}
      {view ? (
        <NoteList id={id} notes={view.notes} />
      ) : (
        <Waiting>
          <SkeletonText lines={2} />
        </Waiting>
      )}
    </section>
  )
}

function NoteList({ id, notes }: { id: string; notes: AccountView['notes'] }): ReactNode {
  if (notes.length === 0) return <p className="text-muted">No notes yet.</p>
  return (
    <>
      <ul className="grid gap-2">
        {notes.slice(0, newestNotes).map(note => (
          <li key={note.id}>
            <p className="line-clamp-4 whitespace-pre-wrap [overflow-wrap:anywhere]">{note.text}</p>
            <p className="text-muted text-xs">
              {note.operatorName}, <RelativeTime at={note.createdAt} />
            </p>
          </li>
        ))}
      </ul>
      {notes.length > newestNotes && (
        <LinkButton href={accountHref(id)} size="sm" variant="ghost" prefetch={false} className="mt-1 -ml-2">
          All {notes.length} notes
        </LinkButton>
      )}
    </>
  )
}
