'use client'

import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { get } from '@/app/fetch-json'
import { dayText } from '@/components/charts/line'
import { problemOf } from '@/components/states/problem-of'
import { ErrorState } from '@/components/ui/error-state'
import { ExactTime } from '@/components/ui/exact-time'
import { Money } from '@/components/ui/money'
import { formatCount, formatNumber } from '@/components/ui/number'
import { SkeletonText } from '@/components/ui/skeleton'
import type { TotalsAsOf } from '@/lib/history'
import { CsvButton } from '../_shell/csv-button'

export function TotalsOfDay({ day }: { day: string }) {
  const path = `/api/billing/as-of?day=${day}`
  const { data, error, refetch, isFetching } = useQuery({
    queryKey: ['history', path],
    queryFn: get<TotalsAsOf>(path),
    staleTime: 60_000,
  })
  if (!data) {
    if (!error) return <SkeletonText lines={3} />
    return <ErrorState problem={problemOf(error)} onRetry={() => void refetch()} retrying={isFetching} />
  }
  const { own, rollup, shared, notKnown, since } = data
  const unknown = notKnown + own.accounts - own.known
  return (
    <div className="mt-3 grid gap-3 border-border border-t pt-3">
      {since !== null && day < since && (
        <p className="text-muted">The history begins on {dayText(since)}. Nothing is known of earlier days.</p>
      )}
      <table className="w-full max-w-2xl">
        <caption className="sr-only">Totals as of the end of {dayText(day)}</caption>
        <thead>
          <tr className="border-border border-b text-left text-muted [&>th]:py-1 [&>th]:font-medium">
            <th scope="col">Balances</th>
            <th scope="col" className="text-right">
              Accounts
            </th>
            <th scope="col" className="text-right">
              Total
            </th>
          </tr>
        </thead>
        <tbody>
          {own.totals.map(total => (
            <Row
              key={total.currency ?? ''}
              label={total.currency ? `Own balances in ${total.currency}` : 'Own balances without a currency'}
              accounts={total.accounts}
              total={<Money amount={total.balance} currency={total.currency} />}
              at={total.oldestAt}
              of={data}
            />
          ))}
          <Row
            label="Manager account, shared by rollup accounts"
            accounts={rollup}
            total={shared ? <Money amount={shared.balance} currency={shared.currency} /> : <UnknownTotal />}
            at={shared?.observedAt ?? null}
            of={data}
          />
          {unknown > 0 && <Row label="Unknown" accounts={unknown} total={<UnknownTotal />} at={null} of={data} />}
        </tbody>
      </table>
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <p className="text-muted text-xs">
          {formatCount(own.known, 'own balance')} added up per currency. The balance that rollup accounts share is shown
          once and not included in any total.
          {unknown > 0 &&
            ' Accounts without a figure for that day are shown as unknown and are not included in any total.'}
        </p>
        <CsvButton label="Download balances" href={`/api/billing/as-of/export?day=${day}`} />
      </div>
    </div>
  )
}

const UnknownTotal = () => <span className="text-muted">Unknown</span>

type RowProps = { label: string; accounts: number; total: ReactNode; at: string | null; of: TotalsAsOf }

function Row({ label, accounts, total, at, of }: RowProps) {
  return (
    <tr className="border-border border-b last:border-b-0 [&>*]:py-1">
      <th scope="row" className="text-left font-normal">
        {label}
        {at && (
          <span className="block text-muted text-xs">
            {at < of.at ? (
              <>
                Oldest figure <ExactTime at={at} zone={of.zone} />
              </>
            ) : (
              'As of the end of the day'
            )}
          </span>
        )}
      </th>
      <td className="figures text-right">{formatNumber(accounts)}</td>
      <td className="text-right">{total}</td>
    </tr>
  )
}
