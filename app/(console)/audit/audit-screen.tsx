'use client'

import { useMutation } from '@tanstack/react-query'
import { ScrollText, SearchX, ShieldCheck } from 'lucide-react'
import { useState } from 'react'
import { ListScreen } from '@/components/list-screen/list-screen'
import { ListView } from '@/components/list-screen/list-view'
import { Button } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { ExactTime } from '@/components/ui/exact-time'
import { MoreActions } from '@/components/ui/more-actions'
import { formatCount } from '@/components/ui/number'
import { PageHeader } from '@/components/ui/page-header'
import { OpenPagination } from '@/components/ui/pagination'
import { RelativeTime } from '@/components/ui/relative-time'
import { type AuditEntry, type AuditPage, type AuditSearch, serializeAuditSearch } from '@/lib/audit'
import { isFilteredAudit } from '@/lib/audit-export'
import { type AuditActor, AuditBar } from './audit-toolbar'
import { auditColumns } from './columns'
import { EntryPanel } from './entry-panel'
import { ExportMenu } from './export-menu'
import { auditQuery, verifyAudit } from './queries'
import { useAuditSearch } from './use-audit-search'
import { VerifyResult } from './verify-result'

const nothing = { q: null, action: null, outcome: null, operator: null, from: null, to: null }

export function AuditScreen({ ownOnly, actors }: { ownOnly: boolean; actors: AuditActor[] }) {
  const { search, setSearch } = useAuditSearch()
  const [opened, setOpened] = useState<AuditEntry | null>(null)
  const verify = useMutation({ mutationFn: verifyAudit })
  return (
    <>
      <PageHeader
        title={ownOnly ? 'My actions' : 'Audit'}
        meta={
          ownOnly
            ? 'What you did in this console, and the outcome'
            : 'Who did what in this console, why, and the outcome'
        }
        actions={
          <MoreActions>
            {!ownOnly && (
              <Button pending={verify.isPending} pendingLabel="Verifying…" onClick={() => verify.mutate()}>
                <ShieldCheck aria-hidden />
                Verify audit record
              </Button>
            )}
            <ExportMenu search={search} />
          </MoreActions>
        }
      />
      {!verify.isIdle && !verify.isPending && (
        <div className="mb-3">
          <VerifyResult report={verify.data} error={verify.error} onClose={verify.reset} />
        </div>
      )}
      <ListScreen search={search} query={auditQuery} serialize={serializeAuditSearch}>
        {list => (
          <>
            <ListView
              list={list}
              label="Audit"
              columns={auditColumns}
              rows={list.page?.rows}
              getRowId={row => String(row.id)}
              onOpen={setOpened}
              bar={<AuditBar actors={actors} />}
              paging={
                list.page &&
                list.page.rows.length > 0 && (
                  <OpenPagination
                    text={<Shown page={list.page} />}
                    isStale={list.isStale}
                    pageSize={list.shown.size}
                    onPageSizeChange={size => setSearch({ size })}
                    onNewest={list.page.newer ? () => setSearch({}) : null}
                    onNewer={list.page.newer ? () => setSearch({ after: list.page?.rows[0]?.id ?? null }) : null}
                    onOlder={list.page.older ? () => setSearch({ before: list.page?.rows.at(-1)?.id ?? null }) : null}
                  />
                )
              }
              empty={<NoEntries search={list.shown} ownOnly={ownOnly} />}
            />
            {list.page?.archivedUpTo && (
              <p className="mt-3 text-muted text-xs">
                Entries up to <ExactTime at={list.page.archivedUpTo} /> are archived in files and no longer shown here.
              </p>
            )}
            <EntryPanel
              // Newer entries push it off the page while it is read.
              entry={opened && (list.page?.rows.find(row => row.id === opened.id) ?? opened)}
              onClose={() => setOpened(null)}
            />
          </>
        )}
      </ListScreen>
    </>
  )
}

/**
 * Counting a long record is slow, so a page shows the time it covers. It shows a total only if all entries are on this
 * page.
 */
function Shown({ page: { rows, newer, older } }: { page: AuditPage }) {
  const [newest, oldest] = [rows[0], rows.at(-1)]
  const count = formatCount(rows.length, 'entry', 'entries')
  if (!newest || !oldest || !(newer || older)) return count
  return (
    <>
      {count}, <RelativeTime at={newest.at} /> to <RelativeTime at={oldest.at} />
    </>
  )
}

function NoEntries({ search, ownOnly }: { search: AuditSearch; ownOnly: boolean }) {
  const { setSearch } = useAuditSearch()
  if (!isFilteredAudit(search) && search.before === null) {
    return (
      <EmptyState icon={ScrollText} title="No entries yet">
        {ownOnly ? 'Your actions' : 'Actions'} in this console appear here: sign-ins, changes, downloads and refusals.
      </EmptyState>
    )
  }
  if (search.before !== null) {
    return (
      <EmptyState
        icon={SearchX}
        title="No older entries"
        action={<Button onClick={() => setSearch({})}>Show newest entries</Button>}
      />
    )
  }
  return (
    <EmptyState
      icon={SearchX}
      title="No entries match these filters"
      action={<Button onClick={() => setSearch(nothing)}>Clear filters</Button>}
    >
      Try fewer filters.
    </EmptyState>
  )
}
