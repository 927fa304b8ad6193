'use client'

import { useSuspenseQuery } from '@tanstack/react-query'
import { lazy, Suspense, useState } from 'react'
import { ListBoundary } from '@/components/states/list-boundary'
import { problemOf } from '@/components/states/problem-of'
import { StaleBanner } from '@/components/states/stale-banner'
import { Banner } from '@/components/ui/banner'
import { Button } from '@/components/ui/button'
import { formatCount } from '@/components/ui/number'
import { PageHeader } from '@/components/ui/page-header'
import { RelativeTime } from '@/components/ui/relative-time'
import { Tabs } from '@/components/ui/tabs'
import type { Roster, RosterUser } from '@/lib/organization'
import { can, type Role } from '@/lib/permissions'
import { viewRoster } from '@/lib/roster'
import { rosterQuery } from './queries'
import { ReportMenu } from './report-menu'
import { ReviewFilters } from './review-filters'
import { RosterContext } from './roster-context'
import { RosterSkeleton } from './roster-skeleton'
import { RosterTable } from './roster-table'
import { RosterToolbar } from './roster-toolbar'
import { useRosterSearch } from './use-roster-search'
import { UserPanel } from './user-panel'

// Loaded when first opened, to keep them out of the roster's bundle.
const AccessRound = lazy(() => import('./rounds/access-round').then(module => ({ default: module.AccessRound })))
const RemoveDialog = lazy(() => import('./remove-dialog').then(module => ({ default: module.RemoveDialog })))

export function OrganizationScreen({ role }: { role: Role }) {
  const [notes, setNotes] = useState<readonly string[]>([])
  return (
    <>
      <PageHeader
        title="Organization users"
        meta="People in your own Telnyx organization, not in your managed accounts"
        actions={<ReportMenu onNotes={setNotes} />}
      />
      <ReportNotes notes={notes} onClose={() => setNotes([])} />
      <ListBoundary query={rosterQuery()} pending={<RosterSkeleton />}>
        <RosterScreen role={role} />
      </ListBoundary>
    </>
  )
}

function RosterScreen({ role }: { role: Role }) {
  'use memo'
  const { data: roster, error, refetch, isRefetching } = useSuspenseQuery(rosterQuery())
  const { search, setSearch, setKeepingPage } = useRosterSearch()
  const [removing, setRemoving] = useState<RosterUser | null>(null)
  const view = viewRoster(roster.users, search, roster.observedAt)
  const problem = error ? problemOf(error) : roster.problem
  const mayReview = can(role, 'reviews.access')
  const list = (
    <div className="grid gap-3">
      <RosterToolbar view={view} />
      <ReviewFilters counts={view.review} />
      <RosterTable view={view} total={roster.users.length} />
    </div>
  )
  const access = (
    <Suspense fallback={<RosterSkeleton />}>
      <AccessRound role={role} users={roster.users} />
    </Suspense>
  )
  const close = () => setKeepingPage({ user: null }, 'replace')
  return (
    <RosterContext
      value={{
        mayRemove: can(role, 'organization.remove'),
        open: id => setKeepingPage({ user: id }),
        remove: setRemoving,
      }}
    >
      <div className="grid gap-3">
        {problem && (
          <StaleBanner
            problem={problem}
            asOf={<RelativeTime at={roster.observedAt} />}
            onRetry={() => void refetch()}
            retrying={isRefetching}
          />
        )}
        <Unreadable roster={roster} />
        {mayReview ? (
          <Tabs
            label="Organization users"
            tabs={[
              { value: 'users', label: 'Users', content: list },
              { value: 'round', label: 'Access review', content: access },
            ]}
            value={search.view === 'round' ? 'round' : 'users'}
            onChange={value => setSearch({ view: value === 'round' ? 'round' : 'list' })}
          />
        ) : (
          list
        )}
        <p className="text-muted text-xs">
          {formatCount(roster.users.length, 'user')} at Telnyx as of <RelativeTime at={roster.observedAt} />
        </p>
      </div>
      {search.user !== null && (
        <UserPanel
          id={search.user}
          known={roster.users.find(user => user.id === search.user) ?? null}
          knownAt={roster.observedAt}
          onClose={close}
        />
      )}
      <Suspense fallback={null}>
        {removing && (
          <RemoveDialog
            user={removing}
            onClose={() => setRemoving(null)}
            onRemoved={() => {
              if (search.user === removing.id) close()
            }}
          />
        )}
      </Suspense>
    </RosterContext>
  )
}

/** What is missing in the downloaded file, until dismissed. */
function ReportNotes({ notes, onClose }: { notes: readonly string[]; onClose: () => void }) {
  if (notes.length === 0) return null
  return (
    <Banner
      tone="warning"
      role="status"
      className="mb-3"
      title="Telnyx’s groups report was incomplete"
      action={
        <Button size="sm" onClick={onClose}>
          Dismiss
        </Button>
      }
    >
      <ul>
        {notes.map(note => (
          <li key={note}>{note}</li>
        ))}
      </ul>
      <p>The file has everything else. Download it again later, or ask Telnyx support.</p>
    </Banner>
  )
}

function Unreadable({ roster: { unreadable } }: { roster: Roster }) {
  if (unreadable === 0) return null
  return (
    <Banner tone="warning" title={`${formatCount(unreadable, 'entry', 'entries')} of Telnyx’s list could not be read`}>
      They are missing from this list. Telnyx’s groups report may show them.
    </Banner>
  )
}
