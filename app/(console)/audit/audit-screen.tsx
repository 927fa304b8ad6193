'use client'

import { useMutation, useSuspenseQuery } from '@tanstack/react-query'
import { ScrollText, SearchX, ShieldCheck } from 'lucide-react'
import { useDeferredValue, useState } from 'react'
import { DataTable } from '@/components/data-table/data-table'
import { DataTableSkeleton } from '@/components/data-table/data-table-skeleton'
import { ListBoundary } from '@/components/states/list-boundary'
import { problemOf } from '@/components/states/problem-of'
import { StaleBanner } from '@/components/states/stale-banner'
import { Button } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { formatCount } from '@/components/ui/number'
import { PageHeader } from '@/components/ui/page-header'
import { OpenPagination } from '@/components/ui/pagination'
import { RelativeTime } from '@/components/ui/relative-time'
import { type AuditPage, type AuditSearch, serializeAuditSearch } from '@/lib/audit'
import { isFilteredAudit } from '@/lib/audit-export'
import { type AuditActor, AuditToolbar } from './audit-toolbar'
import { auditColumns } from './columns'
import { EntryPanel } from './entry-panel'
import { ExportMenu } from './export-menu'
import { auditQuery, verifyAudit } from './queries'
import { useAuditSearch } from './use-audit-search'
import { VerifyResult } from './verify-result'

const nothing = { q: null, action: null, outcome: null, operator: null, from: null, to: null }
const pageSizes = [25, 50, 100, 250] as const

export function AuditScreen({ ownOnly, actors }: { ownOnly: boolean; actors: AuditActor[] }) {
  const { search } = useAuditSearch()
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
          <>
            {!ownOnly && (
              <Button pending={verify.isPending} pendingLabel="Verifying…" onClick={() => verify.mutate()}>
                <ShieldCheck aria-hidden />
                Verify audit record
              </Button>
            )}
            <ExportMenu search={search} />
          </>
        }
      />
      <div className="grid gap-3">
        {!verify.isIdle && !verify.isPending && (
          <VerifyResult report={verify.data} error={verify.error} onClose={verify.reset} />
        )}
        <AuditToolbar actors={actors} />
        <ListBoundary
          query={auditQuery(search)}
          pending={<DataTableSkeleton label="Audit" columns={auditColumns} rows={20} />}
        >
          <Entries search={search} ownOnly={ownOnly} />
        </ListBoundary>
      </div>
    </>
  )
}

function Entries({ search, ownOnly }: { search: AuditSearch; ownOnly: boolean }) {
  'use memo'
  // The previous page stays visible until the next one has loaded.
  const asked = useDeferredValue(search)
  const { data, error, refetch, isRefetching } = useSuspenseQuery(auditQuery(asked))
  const { setSearch } = useAuditSearch()
  const [shown, setShown] = useState<number | null>(null)
  const isStale = serializeAuditSearch(asked) !== serializeAuditSearch(search)
  const entry = data.rows.find(row => row.id === shown)
  return (
    <>
      {error && <StaleBanner problem={problemOf(error)} onRetry={() => void refetch()} retrying={isRefetching} />}
      <DataTable
        label="Audit"
        columns={auditColumns}
        rows={data.rows}
        getRowId={row => String(row.id)}
        isStale={isStale}
        onOpen={row => setShown(row.id)}
        empty={<NoEntries search={asked} ownOnly={ownOnly} />}
      />
      {data.rows.length > 0 && (
        <OpenPagination
          text={<Shown page={data} />}
          isStale={isStale}
          pageSize={asked.size}
          pageSizes={pageSizes}
          onPageSizeChange={size => setSearch({ size })}
          onNewest={data.newer ? () => setSearch({}) : null}
          onNewer={data.newer ? () => setSearch({ after: data.rows[0]?.id ?? null }) : null}
          onOlder={data.older ? () => setSearch({ before: data.rows.at(-1)?.id ?? null }) : null}
        />
      )}
      {entry && <EntryPanel entry={entry} onClose={() => setShown(null)} />}
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
