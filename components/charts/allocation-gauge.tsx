import type { ReactNode } from 'react'
import { cn } from '@/components/ui/cn'
import { formatNumber, formatPercent } from '@/components/ui/number'
import { type Tone, toneFill } from '@/components/ui/tone'
import { type Pattern, patterns } from './pattern'
import { overflowText, shares } from './shares'

type GaugeSegment = {
  key: string
  label: string
  value: number
  tone: Tone
  pattern?: Pattern | undefined
  /** What the number means and where it comes from; one short line in the legend. */
  note?: ReactNode
}

type Props = {
  /** "Global outbound channels". */
  label: string
  total: number
  segments: readonly GaugeSegment[]
  /** "channels": follows the numbers in the text alternative. */
  unit: string
}

/** How a pool is allocated: a bar, a legend with every number, and a text if more than 100 % is allocated. */
export function AllocationGauge({ label, total, segments, unit }: Props) {
  const used = segments.reduce((sum, segment) => sum + segment.value, 0)
  const free = Math.max(0, total - used)
  const over = overflowText(used, total)
  const listed = segments.map(segment => `${segment.label} ${formatNumber(segment.value)}`).join(', ')
  return (
    <figure>
      <div className="mb-2 flex flex-wrap items-baseline justify-between gap-x-4">
        <figcaption className="font-medium">{label}</figcaption>
        <span className="figures">
          <span className="font-semibold">{formatNumber(used)}</span>
          <span className="text-muted">
            {' '}
            of {formatNumber(total)} ({formatPercent(used, total)})
          </span>
        </span>
      </div>
      <div
        role="img"
        aria-label={`${label}: ${listed}, free ${formatNumber(free)}, of ${formatNumber(total)} ${unit}. ${over ?? ''}`}
        className={cn(
          'flex h-3 gap-0.5 overflow-hidden rounded-full bg-border',
          over && 'outline-2 outline-danger outline-offset-2',
        )}
      >
        {shares(segments, total).map(segment => (
          <span
            key={segment.key}
            className={cn('h-full', toneFill[segment.tone])}
            style={{ width: `${segment.percent}%` }}
          >
            <span className={cn('block h-full', patterns[segment.pattern ?? 'solid'])} />
          </span>
        ))}
      </div>
      {over && <p className="mt-2 font-medium text-danger">{over}</p>}
      <ul className="mt-3 grid gap-x-6 gap-y-2 sm:grid-cols-[repeat(auto-fit,minmax(11rem,1fr))]">
        {segments.map(segment => (
          <LegendItem key={segment.key} segment={segment} />
        ))}
        {free > 0 && <LegendItem segment={{ label: 'Free', value: free, tone: 'neutral' }} fill="bg-border" />}
      </ul>
    </figure>
  )
}

function LegendItem({ segment, fill }: { segment: Omit<GaugeSegment, 'key'>; fill?: string }) {
  const { label, value, tone, pattern = 'solid', note } = segment
  return (
    <li className="flex items-start gap-2">
      <span aria-hidden className={cn('mt-1 size-3 shrink-0 overflow-hidden rounded-sm', fill ?? toneFill[tone])}>
        <span className={cn('block h-full', patterns[pattern])} />
      </span>
      <span className="min-w-0 flex-1">
        <span className="flex justify-between gap-3">
          <span>{label}</span>
          <span className="figures font-medium">{formatNumber(value)}</span>
        </span>
        {note && <span className="block text-muted text-xs">{note}</span>}
      </span>
    </li>
  )
}
