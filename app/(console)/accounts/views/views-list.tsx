'use client'

import { useQuery } from '@tanstack/react-query'
import { Check, Users } from 'lucide-react'
import type { Route } from 'next'
import { problemOf } from '@/components/states/problem-of'
import { Waiting } from '@/components/states/waiting'
import { Button } from '@/components/ui/button'
import { cn } from '@/components/ui/cn'
import { Link } from '@/components/ui/link'
import { formatNumber } from '@/components/ui/number'
import { SkeletonText } from '@/components/ui/skeleton'
import { can, type Role } from '@/lib/permissions'
import { type CountedView, type SavedView, viewHref } from '@/lib/views'
import { viewsQuery } from '../../_shell/queries'
import type { ViewDialogKind } from './view-dialog'

type Props = {
  role: Role
  current: SavedView | null
  total: number | undefined
  onOpen: (view: SavedView | null) => void
  onDialog: (kind: ViewDialogKind) => void
  onShare: (shared: boolean) => void
}

/** All views with their current number of accounts, and below them the actions for the open view. */
export function ViewsList({ role, current, total, onOpen, onDialog, onShare }: Props) {
  const { data, error, refetch } = useQuery({ ...viewsQuery(), staleTime: 0 })
  const mine = data?.filter(view => view.mine)
  const others = data?.filter(view => !view.mine)
  return (
    <>
      <nav aria-label="Views" className="max-h-96 overflow-y-auto p-1">
        <Entry view={null} count={total} current={current === null} onOpen={onOpen} />
        {data === undefined && !error && (
          <Waiting>
            <SkeletonText lines={3} />
          </Waiting>
        )}
        {error && data === undefined && (
          <p role="alert" className="px-2 py-1.5 text-muted">
            {problemOf(error).message}{' '}
            <Button size="sm" onClick={() => void refetch()}>
              Try again
            </Button>
          </p>
        )}
        <Group label="Yours" views={mine} current={current} onOpen={onOpen} />
        <Group label="Shared by others" views={others} current={current} onOpen={onOpen} />
        {data?.length === 0 && (
          <p className="px-2 py-1.5 text-muted">
            Filter, sort and arrange the table. Then save it here as a view, for yourself or for all operators.
          </p>
        )}
      </nav>
      <div className="grid border-border border-t p-1">
        <Command onClick={() => onDialog('save')}>Save as a new view…</Command>
        {current?.mine && (
          <>
            <Command onClick={() => onDialog('rename')}>Rename view…</Command>
            <Command onClick={() => onShare(!current.shared)}>
              {current.shared ? 'Stop sharing' : 'Share with all operators'}
            </Command>
          </>
        )}
        {current && (current.mine || can(role, 'views.tidy')) && (
          <Command danger onClick={() => onDialog('delete')}>
            Delete view…
          </Command>
        )}
      </div>
    </>
  )
}

type GroupProps = {
  label: string
  views: readonly CountedView[] | undefined
  current: SavedView | null
  onOpen: (view: SavedView | null) => void
}

function Group({ label, views, current, onOpen }: GroupProps) {
  if (!views || views.length === 0) return null
  return (
    <section aria-label={label}>
      <p aria-hidden className="px-2 pt-2 pb-1 text-muted text-xs">
        {label}
      </p>
      <ul>
        {views.map(view => (
          <li key={view.id}>
            <Entry view={view} count={view.count} current={view.id === current?.id} onOpen={onOpen} />
          </li>
        ))}
      </ul>
    </section>
  )
}

type EntryProps = {
  view: CountedView | null
  /** Null = hidden from this role; undefined = not loaded yet. */
  count: number | null | undefined
  current: boolean
  onOpen: (view: SavedView | null) => void
}

/** A link, so that a view opens in a new tab as well. */
function Entry({ view, count, current, onOpen }: EntryProps) {
  return (
    <Link
      href={viewHref(view) as Route}
      prefetch={false}
      aria-current={current ? 'true' : undefined}
      className={cn(
        'flex min-h-8 items-center gap-2 rounded-md px-2 hover:bg-subtle coarse:min-h-11',
        current && 'font-medium',
      )}
      onNavigate={event => {
        event.preventDefault()
        onOpen(view)
      }}
    >
      <Check aria-hidden className={cn('size-3.5 shrink-0', current ? 'text-accent' : 'invisible')} />
      <span className="min-w-0 flex-1 truncate" title={view?.name}>
        {view?.name ?? 'All accounts'}
      </span>
      {view?.shared && view.mine && (
        <span title="Visible to all operators" className="text-muted">
          <Users aria-hidden className="size-3.5" />
          <span className="sr-only">shared</span>
        </span>
      )}
      {view && !view.mine && <span className="max-w-28 truncate text-muted text-xs">{view.ownerName}</span>}
      {count !== undefined && <Count count={count} />}
    </Link>
  )
}

function Count({ count }: { count: number | null }) {
  if (count !== null) return <span className="figures text-muted">{formatNumber(count)}</span>
  return (
    <span title="This view filters by balances, which your role may not see." className="text-muted text-xs">
      by balance
    </span>
  )
}

function Command({ danger, onClick, children }: { danger?: boolean; onClick: () => void; children: string }) {
  return (
    <Button
      size="sm"
      variant="ghost"
      className={cn('justify-start font-normal', danger && 'text-danger')}
      onClick={onClick}
    >
      {children}
    </Button>
  )
}
