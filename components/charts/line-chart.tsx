'use client'

import { type ReactNode, useId, useState } from 'react'
import { Button } from '@/components/ui/button'
import { cn } from '@/components/ui/cn'
import { dayText, labelled, pathOf, runsOf, scaleOf, tickText, xOf, yOf } from './line'

export type ChartLine = {
  key: string
  label: string
  /** At each day, as decimals; null = not known. */
  values: readonly (string | null)[]
}

type Props = {
  title: string
  /** What the axis counts: "USD", "accounts". */
  unit: string
  days: readonly string[]
  lines: readonly ChartLine[]
  /** A value in words, with its unit. */
  format: (value: string) => string
  /** Values are counts: the axis has whole numbers. */
  whole?: boolean
  /** Below the chart: what the days are, where the figures come from. */
  note?: ReactNode
}

/** Lines differ by their dashes, so that they can be distinguished without colour, and on paper. */
const looks = [
  { className: 'text-accent', dash: undefined },
  { className: 'text-warning', dash: '7 3' },
  { className: 'text-danger', dash: '2 3' },
  { className: 'text-muted', dash: '9 3 2 3' },
  { className: 'text-info', dash: '1 5' },
] as const
const lookOf = (at: number) => looks[at % looks.length] ?? looks[0]

/** Values over days, one a day. A day of which nothing is known is a gap. Every value is in the table too. */
export function LineChart({ title, unit, days, lines, format, whole = false, note }: Props) {
  const id = useId()
  const [asTable, setAsTable] = useState(false)
  const known = lines.some(line => line.values.some(value => value !== null))
  return (
    <figure aria-labelledby={id} className="min-w-0 break-inside-avoid">
      <figcaption className="flex min-h-8 flex-wrap items-center justify-between gap-x-4">
        <span id={id} className="font-medium">
          {title} <span className="font-normal text-muted">({unit})</span>
        </span>
        {known && (
          <Button size="sm" variant="ghost" className="print:hidden" onClick={() => setAsTable(!asTable)}>
            {asTable ? 'Show as chart' : 'Show as table'}
          </Button>
        )}
      </figcaption>
      {!known ? (
        <NoHistory />
      ) : asTable ? (
        <ValueTable title={`${title} (${unit})`} days={days} lines={lines} format={format} />
      ) : (
        <Plot title={`${title} (${unit})`} days={days} lines={lines} format={format} whole={whole} />
      )}
      {note && <p className="mt-1 text-muted text-xs">{note}</p>}
    </figure>
  )
}

export const NoHistory = () => (
  <p className="text-muted">No history yet. The console keeps these figures from now on.</p>
)

type PlotProps = Pick<Props, 'title' | 'days' | 'lines' | 'format'> & { whole: boolean }

function Plot({ title, days, lines, format, whole }: PlotProps) {
  const lastKnown = days.findLastIndex((_, at) => lines.some(line => line.values[at] != null))
  const [chosen, setChosen] = useState<number | null>(null)
  const at = Math.min(chosen ?? lastKnown, days.length - 1)
  const numbers = lines.map(line => line.values.map(value => (value === null ? null : Number(value))))
  const known = numbers.flat().filter(value => value !== null)
  const scale = scaleOf(known, whole)
  const x = xOf(at, days.length)
  const chosenDay = dayText(days[at] ?? '')
  const valueText = (line: ChartLine) => {
    const value = line.values[at]
    return value == null ? 'unknown' : format(value)
  }
  return (
    <div>
      <div className="figures mb-1 flex min-h-5 flex-wrap gap-x-4 text-xs">
        <span className="text-muted">{chosenDay}</span>
        {lines.map((line, index) => (
          <span key={line.key} className="inline-flex items-center gap-1.5">
            <svg aria-hidden width="18" height="4" className={lookOf(index).className}>
              <path d="M0 2H18" stroke="currentColor" strokeWidth="2" strokeDasharray={lookOf(index).dash} />
            </svg>
            {line.label} <span className="font-medium">{valueText(line)}</span>
          </span>
        ))}
      </div>
      <div className="flex">
        <div aria-hidden className="figures relative my-2 mr-2 w-14 shrink-0 text-right text-muted text-xs">
          {scale.ticks.map(tick => (
            <span key={tick} className="absolute right-0 -translate-y-1/2" style={{ top: `${yOf(tick, scale)}%` }}>
              {tickText(tick)}
            </span>
          ))}
        </div>
        <div className="relative my-2 h-36 min-w-0 flex-1 rounded-sm has-focus-visible:outline-2 has-focus-visible:outline-ring has-focus-visible:outline-offset-4">
          <svg aria-hidden viewBox="0 0 100 100" preserveAspectRatio="none" className="size-full overflow-visible">
            {scale.ticks.map(tick => (
              <path
                key={tick}
                d={`M0 ${yOf(tick, scale)}H100`}
                vectorEffect="non-scaling-stroke"
                className={tick === 0 ? 'stroke-border-strong' : 'stroke-border'}
              />
            ))}
            <path d={`M${x} 0V100`} vectorEffect="non-scaling-stroke" className="stroke-border-strong" />
            {numbers.map((values, index) => (
              <g key={lines[index]?.key} className={lookOf(index).className} fill="none" stroke="currentColor">
                {runsOf(values, scale).map(run => (
                  // A single day is a line of no length, which round ends make a dot.
                  <path
                    key={run[0]?.x}
                    d={run.length === 1 ? `${pathOf(run)}h0.01` : pathOf(run)}
                    vectorEffect="non-scaling-stroke"
                    strokeWidth={run.length === 1 ? 5 : 2}
                    strokeDasharray={run.length === 1 ? undefined : lookOf(index).dash}
                    strokeLinecap={run.length === 1 ? 'round' : 'butt'}
                    strokeLinejoin="round"
                  />
                ))}
              </g>
            ))}
          </svg>
          {/* A native slider: arrow keys, touch and screen readers read a day at a time. */}
          <input
            type="range"
            aria-label={`Day of ${title}`}
            aria-valuetext={[chosenDay, ...lines.map(line => `${line.label} ${valueText(line)}`)].join(', ')}
            min={0}
            max={days.length - 1}
            value={at}
            onChange={event => setChosen(Number(event.target.value))}
            onPointerMove={event => {
              const { left, width } = event.currentTarget.getBoundingClientRect()
              const share = Math.min(1, Math.max(0, (event.clientX - left) / width))
              setChosen(Math.round(share * (days.length - 1)))
            }}
            onPointerLeave={() => setChosen(null)}
            className="absolute inset-0 size-full cursor-crosshair touch-pan-y opacity-0"
          />
        </div>
      </div>
      <div aria-hidden className="relative ml-16 h-4 text-muted text-xs">
        {labelled(days.length).map((day, index, all) => (
          <span
            key={day}
            className={cn(
              'absolute whitespace-nowrap',
              index === all.length - 1 && all.length > 1
                ? '-translate-x-full'
                : index > 0 && '-translate-x-1/2 max-sm:hidden',
            )}
            style={{ left: `${xOf(day, days.length)}%` }}
          >
            {dayText(days[day] ?? '', index === 0)}
          </span>
        ))}
      </div>
    </div>
  )
}

/** The newest day first. */
function ValueTable({ title, days, lines, format }: Pick<Props, 'title' | 'days' | 'lines' | 'format'>) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard scrolls it
    <section tabIndex={0} aria-label={`${title}, as a table`} className="max-h-52 overflow-auto print:max-h-none">
      <table className="w-full">
        <caption className="sr-only">{title}</caption>
        <thead>
          <tr className="border-border border-b text-muted [&>th]:py-1 [&>th]:font-medium">
            <th scope="col" className="text-left">
              Day
            </th>
            {lines.map(line => (
              <th key={line.key} scope="col" className="pl-4 text-right">
                {line.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {days
            .map((day, at) => ({ day, at }))
            .reverse()
            .map(({ day, at }) => (
              <tr key={day} className="border-border border-b last:border-b-0 [&>*]:py-1">
                <th scope="row" className="whitespace-nowrap text-left font-normal">
                  {dayText(day)}
                </th>
                {lines.map(line => (
                  <td key={line.key} className="figures pl-4 text-right">
                    {line.values[at] == null ? <span className="text-muted">Unknown</span> : format(line.values[at])}
                  </td>
                ))}
              </tr>
            ))}
        </tbody>
      </table>
    </section>
  )
}
