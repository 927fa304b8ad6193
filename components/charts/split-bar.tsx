import type { Route } from 'next'
import { cn } from '@/components/ui/cn'
import { FigureLink } from '@/components/ui/figure-link'
import { formatNumber } from '@/components/ui/number'
import { type StateIcon, StatusIcon } from '@/components/ui/status'
import { type Tone, toneFill } from '@/components/ui/tone'
import { type Pattern, patterns } from './pattern'
import { shares } from './shares'

type SplitPart = {
  key: string
  label: string
  value: number
  tone: Tone
  pattern?: Pattern | undefined
  /** The filtered list behind the number. */
  href?: Route | undefined
  icon?: StateIcon | undefined
}

/** A total split into parts: a thin bar, and below it the numbers, each a link to the rows it counts. */
export function SplitBar({ label, parts }: { label: string; parts: readonly SplitPart[] }) {
  const total = parts.reduce((sum, part) => sum + part.value, 0)
  return (
    <div>
      <p className="mb-1">{label}</p>
      <div aria-hidden className="flex h-2 gap-0.5 overflow-hidden rounded-full bg-border">
        {shares(parts, total).map(part => (
          <span key={part.key} className={cn('h-full', toneFill[part.tone])} style={{ width: `${part.percent}%` }}>
            <span className={cn('block h-full', patterns[part.pattern ?? 'solid'])} />
          </span>
        ))}
      </div>
      <ul aria-label={label} className="mt-2 -mb-1 divide-y divide-border">
        {parts.map(({ key, ...part }) => (
          <li key={key}>
            <Part {...part} />
          </li>
        ))}
      </ul>
    </div>
  )
}

function Part({ label, value, tone, pattern = 'solid', icon, href }: Omit<SplitPart, 'key'>) {
  const row = 'flex min-h-8 items-center gap-2 coarse:min-h-11'
  const content = (
    <>
      {icon ? (
        <StatusIcon tone={tone} icon={icon} />
      ) : (
        <span aria-hidden className={cn('size-3 shrink-0 overflow-hidden rounded-sm', toneFill[tone])}>
          <span className={cn('block h-full', patterns[pattern])} />
        </span>
      )}
      <span className="min-w-0 flex-1 truncate group-hover:underline">{label}</span>
      <span className="figures font-medium">{formatNumber(value)}</span>
    </>
  )
  if (!href) return <span className={row}>{content}</span>
  return (
    <FigureLink href={href} figure={value} className={cn(row, 'group rounded-sm')}>
      {content}
    </FigureLink>
  )
}
