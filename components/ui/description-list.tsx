import type { ReactNode } from 'react'
import { cn } from './cn'

/** A list of facts; the children are <Description>. One column on a phone. */
export function DescriptionList({ className, children }: { className?: string; children: ReactNode }) {
  return <dl className={cn('divide-y divide-border', className)}>{children}</dl>
}

type Props = {
  label: ReactNode
  /** Where the value comes from and how old it is. */
  meta?: ReactNode
  /** The value; an em dash with "Unknown" is shown for null. */
  children: ReactNode
}

export function Description({ label, meta, children }: Props) {
  return (
    <div className="grid gap-x-4 py-2 first:pt-0 last:pb-0 sm:grid-cols-[minmax(7rem,11rem)_minmax(0,1fr)]">
      <dt className="text-muted">{label}</dt>
      <dd className="min-w-0 [overflow-wrap:anywhere]">
        {children ?? <Unknown />}
        {meta && <div className="text-muted text-xs">{meta}</div>}
      </dd>
    </div>
  )
}

/** Shows an unknown value. Never a blank and never 0. */
export function Unknown({ label = 'Unknown' }: { label?: string }) {
  return (
    <span className="text-muted">
      <span aria-hidden>—</span>
      <span className="sr-only">{label}</span>
    </span>
  )
}
