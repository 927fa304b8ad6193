import type { ReactNode } from 'react'
import { cn } from './cn'
import { type Tone, tonePanel } from './tone'

type Props = { tone?: Tone; className?: string; children: ReactNode }

/** A short mark: a role, a currency, "Rollup". For states use Status, which has an icon. */
export function Badge({ tone = 'neutral', className, children }: Props) {
  return (
    <span
      className={cn(
        'figures inline-flex h-5 align-middle max-w-full items-center gap-1 whitespace-nowrap rounded-sm px-1.5 font-medium text-xs [&_svg]:size-3',
        tonePanel[tone],
        className,
      )}
    >
      {children}
    </span>
  )
}
