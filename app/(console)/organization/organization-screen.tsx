'use client'

import { lazy, Suspense, useState } from 'react'
import { DataTableSkeleton } from '@/components/data-table/data-table-skeleton'
import { type List, ListScreen } from '@/components/list-screen/list-screen'
import { Banner } from '@/components/ui/banner'
import { Button } from '@/components/ui/button'
import { MoreActions } from '@/components/ui/more-actions'
import { formatCount } from '@/components/ui/number'
import { PageHeader } from '@/components/ui/page-header'
import { RelativeTime } from '@/components/ui/relative-time'
import { Tabs } from '@/components/ui/tabs'
import type { Roster, RosterScreen as RosterAnswer, RosterUser } from '@/lib/organization'
import { can, type Role } from '@/lib/permissions'
import { listColumns } from './columns'
import { News } from './news'
import { rosterQuery } from './queries'
import { ReportMenu } from './report-menu'
import { RosterContext } from './roster-context'
import { RosterTable } from './roster-table'
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
        actions={
          <MoreActions>
            <ReportMenu onNotes={setNotes} />
          </MoreActions>
        }
      />
      <ReportNotes notes={notes} onClose={() => setNotes([])} />
      <ListScreen query={rosterQuery}>{list => <RosterScreen list={list} role={role} />}</ListScreen>
    </>
  )
}

function RosterScreen({ list, role }: { list: List<RosterAnswer>; role: Role }) {
  'use memo'
  const roster = list.page
  const { search, setSearch, write } = useRosterSearch()
  const [removing, setRemoving] = useState<RosterUser | null>(null)
  const users = <RosterTable list={list} />
  const close = () => void write({ user: null }, { history: 'replace' })
  return (
    <RosterContext
      value={{
        mayRemove: can(role, 'organization.remove'),
        open: user => void write({ user }, { history: 'push' }),
        remove: setRemoving,
      }}
    >
      <div className="flex flex-col">
        {roster && <Incomplete roster={roster} />}
        {/* The same height until it is known, so that nothing moves. */}
        {roster ? <News roster={roster} /> : <div aria-hidden className="mb-2 h-7 max-sm:hidden" />}
        {can(role, 'reviews.access') ? (
          <Tabs
            label="Organization users"
            tabs={[
              { value: 'users', label: 'Users', content: users },
              {
                value: 'round',
                label: 'Access review',
                content: (
                  <Suspense fallback={<DataTableSkeleton label="Access review" columns={listColumns} rows={20} />}>
                    <AccessRound role={role} roster={roster} />
                  </Suspense>
                ),
              },
            ]}
            value={search.view === 'round' ? 'round' : 'users'}
            onChange={value => setSearch({ view: value === 'round' ? 'round' : 'list' })}
          />
        ) : (
          users
        )}
      </div>
      {roster && (
        <p className="mt-3 text-muted text-xs">
          {formatCount(roster.users.length, 'user')} at Telnyx as of <RelativeTime at={roster.observedAt} />
        </p>
      )}
      {roster && search.user !== null && (
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

function Incomplete({ roster: { unreadable, complete } }: { roster: Roster }) {
  if (complete) return null
  if (unreadable === 0) {
    return (
      <Banner tone="warning" className="mb-3" title="Telnyx’s list of users was incomplete">
        The number of users that arrived differs from Telnyx’s count, so some may be missing here. The console will read
        the list again.
      </Banner>
    )
  }
  return (
    <Banner
      tone="warning"
      className="mb-3"
      title={`${formatCount(unreadable, 'entry', 'entries')} of Telnyx’s list could not be read`}
    >
      They are missing from this list. Telnyx’s groups report may show them.
    </Banner>
  )
}
