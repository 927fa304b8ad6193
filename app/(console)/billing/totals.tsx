'use client'

import { useSuspenseQuery } from '@tanstack/react-query'
import type { Route } from 'next'
import type { ReactNode } from 'react'
import { ListBoundary } from '@/components/states/list-boundary'
import { problemOf } from '@/components/states/problem-of'
import { StaleBanner } from '@/components/states/stale-banner'
import { FigureLink } from '@/components/ui/figure-link'
import { Money } from '@/components/ui/money'
import { formatCount, formatNumber } from '@/components/ui/number'
import { RelativeTime } from '@/components/ui/relative-time'
import { Skeleton } from '@/components/ui/skeleton'
import type { BillingTotals, CurrencyTotal } from '@/lib/billing'
import { billingTotalsQuery } from './queries'

/** Billing in figures: rollup accounts are only counted, own balances are added up per currency. */
export function Totals() {
  return (
    <ListBoundary query={billingTotalsQuery()} pending={<TotalsPending />}>
      <Figures />
    </ListBoundary>
  )
}

function Figures() {
  const { data, error, refetch, isFetching, dataUpdatedAt } = useSuspenseQuery(billingTotalsQuery())
  // Before the accounts are read, a zero would be wrong. The lists below say why they are empty.
  const isEmpty = data.rollup + data.own.accounts + data.untold === 0
  if (isEmpty && !error) return null
  return (
    <div className="mb-5 grid gap-3">
      {error && (
        <StaleBanner
          problem={problemOf(error)}
          asOf={<RelativeTime at={new Date(dataUpdatedAt).toISOString()} />}
          onRetry={() => void refetch()}
          retrying={isFetching}
        />
      )}
      {!isEmpty && <Sums data={data} />}
    </div>
  )
}

function Sums({ data }: { data: BillingTotals }) {
  const missing = data.own.accounts - data.own.known
  return (
    <Tiles>
      <Tile label="Rollup billing" figure={<Rows count={data.rollup} href="/billing?view=rollup" />}>
        billed to your manager account’s balance
      </Tile>
      <Tile label="Own balance" figure={<Rows count={data.own.accounts} href="/billing?view=own" />}>
        {missing === 0 ? 'all balances known' : `${formatCount(data.own.known, 'balance')} known`}
      </Tile>
      {data.own.totals.map(total => (
        <CurrencyTile key={total.currency ?? ''} total={total} missing={missing} />
      ))}
      {data.untold > 0 && (
        <Tile
          label="Not reported by Telnyx"
          figure={<Rows count={data.untold} href="/accounts?rollup=unknown&missing=no" />}
        >
          not included in the other figures
        </Tile>
      )}
    </Tiles>
  )
}

/** A figure that links to the rows that it counts. */
function Rows({ count, href }: { count: number; href: string }) {
  return (
    <FigureLink href={href as Route} figure={count} className="rounded-sm hover:underline">
      {formatNumber(count)}
    </FigureLink>
  )
}

/** A balance that is not known yet may be in any currency. */
function CurrencyTile({ total, missing }: { total: CurrencyTotal; missing: number }) {
  return (
    <Tile
      label={total.currency ? `Own balances in ${total.currency}` : 'Without a currency'}
      figure={<Money amount={total.balance} currency={total.currency} />}
    >
      {formatNumber(total.accounts)} of {missing > 0 && 'up to '}
      {formatCount(total.accounts + missing, 'account')}
      {total.oldestAt && (
        <span className="block">
          oldest <RelativeTime at={total.oldestAt} />
        </span>
      )}
    </Tile>
  )
}

/** The outer borders are clipped, so that any number of tiles ends with straight edges. */
function Tiles({ children }: { children: ReactNode }) {
  return (
    <div className="overflow-hidden rounded-lg border border-border bg-surface">
      <dl className="-mr-px -mb-px grid grid-cols-2 sm:grid-cols-[repeat(auto-fill,minmax(10rem,1fr))]">{children}</dl>
    </div>
  )
}

function Tile({ label, figure, children }: { label: string; figure: ReactNode; children: ReactNode }) {
  return (
    <div className="min-w-0 border-border border-r border-b px-3 py-2.5">
      <dt className="text-muted text-xs">{label}</dt>
      <dd className="figures font-semibold text-base [overflow-wrap:anywhere] [&_.money]:whitespace-normal">
        {figure}
      </dd>
      <dd className="text-muted text-xs">{children}</dd>
    </div>
  )
}

function TotalsPending() {
  return (
    <div className="mb-5" aria-busy>
      <Tiles>
        {['Rollup billing', 'Own balance', 'Own balances in …'].map(label => (
          <Tile key={label} label={label} figure={<Skeleton className="my-1 h-4 w-24" />}>
            <Skeleton className="my-0.5 h-3 w-full" />
            <Skeleton className="my-0.5 h-3 w-20" />
          </Tile>
        ))}
      </Tiles>
    </div>
  )
}
