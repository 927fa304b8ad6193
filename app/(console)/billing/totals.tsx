'use client'

import { useSuspenseQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { problemOf } from '@/components/states/problem-of'
import { StaleBanner } from '@/components/states/stale-banner'
import { Money } from '@/components/ui/money'
import { formatCount, formatNumber } from '@/components/ui/number'
import { RelativeTime } from '@/components/ui/relative-time'
import { Skeleton } from '@/components/ui/skeleton'
import type { BillingTotals, CurrencyTotal } from '@/lib/billing'
import { billingTotalsQuery } from '../_billing/queries'

/** Who pays, in figures: rollup accounts counted only, own balances added up per currency and never across. */
export function Totals() {
  const { data, error, refetch, isFetching, dataUpdatedAt } = useSuspenseQuery(billingTotalsQuery())
  const missing = data.own.accounts - data.own.known
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
      <Tiles>
        <Tile label="Rollup billing" figure={formatNumber(data.rollup)}>
          {data.rollup === 1 ? 'account shares' : 'accounts share'} your manager balance: counted, never added up
        </Tile>
        <OwnBalance own={data.own} />
        {data.own.totals.map(total => (
          <CurrencyTile key={total.currency ?? ''} total={total} missing={missing} />
        ))}
        {data.untold > 0 && (
          <Tile label="Not told by Telnyx" figure={formatNumber(data.untold)}>
            {data.untold === 1 ? 'account' : 'accounts'} without a rollup flag: in neither figure
          </Tile>
        )}
      </Tiles>
    </div>
  )
}

function OwnBalance({ own }: { own: BillingTotals['own'] }) {
  return (
    <Tile label="Own balance" figure={formatNumber(own.accounts)}>
      {own.accounts === 0
        ? 'accounts pay for themselves'
        : own.known === own.accounts
          ? 'accounts, all balances known'
          : `accounts, ${formatCount(own.known, 'balance')} known`}
    </Tile>
  )
}

function CurrencyTile({ total, missing }: { total: CurrencyTotal; missing: number }) {
  return (
    <Tile
      label={total.currency ? `Own balances in ${total.currency}` : 'Own balances without a currency'}
      figure={<Money amount={total.balance} currency={total.currency} />}
    >
      {formatCount(total.accounts, 'balance')}
      {missing > 0 && ` of up to ${formatNumber(total.accounts + missing)}`}
      {total.negative > 0 && `, ${formatNumber(total.negative)} negative`}
      {total.oldestAt && (
        <>
          {'; oldest '}
          <RelativeTime at={total.oldestAt} />
        </>
      )}
    </Tile>
  )
}

function Tiles({ children }: { children: ReactNode }) {
  return (
    <dl className="grid grid-cols-2 gap-px overflow-hidden rounded-lg border border-border bg-border md:grid-cols-[repeat(auto-fit,minmax(12rem,1fr))]">
      {children}
    </dl>
  )
}

function Tile({ label, figure, children }: { label: string; figure: ReactNode; children: ReactNode }) {
  return (
    <div className="min-w-0 bg-surface px-4 py-3">
      <dt className="text-muted text-xs">{label}</dt>
      <dd className="figures font-semibold text-lg [overflow-wrap:anywhere]">{figure}</dd>
      <dd className="text-muted text-xs">{children}</dd>
    </div>
  )
}

export function TotalsPending() {
  return (
    <div className="mb-5" aria-busy>
      <Tiles>
        {['Rollup billing', 'Own balance', 'Own balances', 'Own balances '].map(label => (
          <Tile key={label} label={label} figure={<Skeleton className="my-1.5 h-4 w-24" />}>
            <Skeleton className="my-1 h-3 w-32" />
          </Tile>
        ))}
      </Tiles>
    </div>
  )
}
