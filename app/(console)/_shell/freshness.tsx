'use client'

import { useQuery, useQueryClient } from '@tanstack/react-query'
import { CircleCheck, RotateCw, TriangleAlert } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { useReachability } from '@/components/states/use-reachability'
import { Button } from '@/components/ui/button'
import { IconButton } from '@/components/ui/icon-button'
import { Popover } from '@/components/ui/popover'
import { RelativeTime } from '@/components/ui/relative-time'
import { Spinner } from '@/components/ui/spinner'
import type { SyncState } from '@/lib/sync'
import { syncKeys, syncQuery } from './queries'
import { useSyncNow } from './use-sync-now'

/** The age of the data, in the top bar of every screen. */
export function Freshness({ maySync }: { maySync: boolean }) {
  const { data, error } = useQuery(syncQuery())
  // Times that could not be refreshed are not shown as fresh.
  const failed = useReachability() !== 'reached' || error !== null
  const sync = useSyncNow()
  useRefreshAfterSweep(data)
  const running = sync.isPending || data?.running === true
  return (
    <>
      <Popover
        label="Freshness"
        align="end"
        className="w-72 p-3"
        trigger={props => (
          <Button {...props} variant="ghost" size="sm" className="min-w-28 justify-end font-normal text-muted">
            <Summary state={data} failed={failed} />
          </Button>
        )}
      >
        {() => <Details state={data} failed={failed} />}
      </Popover>
      {maySync && (
        <IconButton
          icon={RotateCw}
          size="sm"
          label={running ? 'Syncing with Telnyx' : 'Sync now'}
          className={running ? '[&_svg]:animate-spin' : ''}
          onClick={() => !running && sync.mutate()}
        />
      )}
    </>
  )
}

/** Refetches everything after a sweep, because it may have changed every screen. */
function useRefreshAfterSweep(state: SyncState | undefined) {
  const client = useQueryClient()
  const before = useRef(state?.asOf)
  const asOf = state?.asOf
  useEffect(() => {
    if (before.current !== undefined && before.current !== asOf) {
      void client.invalidateQueries({ predicate: query => query.queryKey[0] !== syncKeys.all[0] })
    }
    before.current = asOf
  }, [asOf, client])
}

function Summary({ state, failed }: { state: SyncState | undefined; failed: boolean }) {
  if (!state) return failed ? <>Not reachable</> : <span className="opacity-0">As of now</span>
  if (state.lastError || (failed && state.asOf)) {
    return (
      <>
        <TriangleAlert aria-hidden className="text-warning" />
        <span className="max-xs:sr-only">{state.asOf ? 'As of' : 'Never synced'}</span>
        {state.asOf && <RelativeTime at={state.asOf} />}
      </>
    )
  }
  if (!state.asOf) {
    return (
      <>
        <Spinner className="size-3.5" />
        First sync…
      </>
    )
  }
  return (
    <>
      <CircleCheck aria-hidden className="text-success" />
      <span className="max-xs:sr-only">As of</span>
      <RelativeTime at={state.asOf} />
    </>
  )
}

function Details({ state, failed }: { state: SyncState | undefined; failed: boolean }) {
  if (!state) return <p>{failed ? 'The console cannot be reached.' : 'Loading…'}</p>
  return (
    <div className="grid gap-2">
      {failed && (
        <p role="status">
          <span className="font-medium">The console cannot be reached.</span> These times may be out of date.
        </p>
      )}
      {state.lastError && (
        <div role="status">
          <p className="font-medium">The last sync with Telnyx failed</p>
          <p className="text-muted">
            {state.lastError.message} {state.lastError.hint}
          </p>
          <p className="text-muted text-xs">
            <RelativeTime at={state.lastError.at} /> · This data is older. The console tries again automatically.
          </p>
        </div>
      )}
      {state.statusFilterIgnored && <p>Telnyx currently ignores the status filter, so account statuses are unknown.</p>}
      <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 [&_dd]:text-right [&_dt]:text-muted">
        <dt>Last complete sync</dt>
        <dd>
          <RelativeTime at={state.asOf} missing="Never" />
        </dd>
        <dt>Next sync</dt>
        <dd>{state.running ? 'In progress' : <RelativeTime at={state.nextAt} missing="Not scheduled" />}</dd>
        <dt>Managed accounts</dt>
        <dd className="figures">{state.asOf === null && state.accounts === 0 ? 'Unknown' : state.accounts}</dd>
        <dt>Requests left</dt>
        <dd className="figures">
          {state.limiter.limit === null
            ? 'Not reported yet'
            : `${state.limiter.remaining ?? '?'} of ${state.limiter.limit}`}
        </dd>
      </dl>
    </div>
  )
}
