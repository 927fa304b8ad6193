'use client'

import { type FormEvent, lazy, Suspense, useId, useState } from 'react'
import { Button } from '@/components/ui/button'
import { formatMoney } from '@/components/ui/format-money'
import { Input } from '@/components/ui/input'
import { toast } from '@/components/ui/toast'
import { readThreshold, type Thresholds, usualThreshold } from '@/lib/credit-threshold'

const ThresholdsDialog = lazy(() =>
  import('./thresholds-dialog').then(module => ({ default: module.ThresholdsDialog })),
)

type Props = {
  /** The threshold that the address assumes for all accounts; empty = each account's own. */
  value: string
  /** Undefined until the first answer. */
  thresholds: Thresholds | undefined
  onChange: (below: string) => void
}

/** What counts as low credit: the thresholds that are set, or one that is tried out. */
export function LowCreditFilter({ value, thresholds, onChange }: Props) {
  const id = useId()
  const [changing, setChanging] = useState(false)
  const apply = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const typed = String(new FormData(event.currentTarget).get('below')).trim()
    const below = typed === '' ? '' : readThreshold(typed)
    if (below === null) toast.error('Enter an amount, such as 10 or 2.50')
    else onChange(below)
  }
  return (
    <>
      <Button disabled={!thresholds} onClick={() => setChanging(true)}>
        Change thresholds…
      </Button>
      <form onSubmit={apply} className="flex flex-wrap items-center gap-1.5 sm:ml-2">
        <label htmlFor={id}>Same threshold for all</label>
        <Input
          id={id}
          name="below"
          inputMode="decimal"
          autoComplete="off"
          defaultValue={value}
          className="figures w-24"
          aria-describedby={`${id}-hint`}
        />
        <Button type="submit">Show</Button>
      </form>
      <p id={`${id}-hint`} className="basis-full sm:order-last text-muted text-xs">
        {value === ''
          ? thresholds && inWords(thresholds)
          : `Available credit below ${value}, each account in its own currency. The thresholds that are set do not apply here.`}
      </p>
      <Suspense fallback={null}>
        {changing && thresholds && <ThresholdsDialog thresholds={thresholds} onClose={() => setChanging(false)} />}
      </Suspense>
    </>
  )
}

/** "…, below 25.00 USD, 20.00 EUR; 10 in other currencies." */
function inWords(thresholds: Thresholds): string {
  const set = Object.entries(thresholds).map(([currency, amount]) => formatMoney(amount, currency)?.text ?? amount)
  const rest =
    set.length === 0 ? `${usualThreshold} in its currency` : `${set.join(', ')}; ${usualThreshold} in other currencies`
  return `Available credit below the account’s own threshold, or, where it has none, below ${rest}. Only known balances count.`
}
