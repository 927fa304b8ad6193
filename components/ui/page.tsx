import type { ReactNode } from 'react'
import { cn } from '@/components/ui/cn'

const widths = { wide: 'max-w-[110rem]', normal: 'max-w-5xl', narrow: 'max-w-2xl' }

/** The width of a screen: `wide` for tables, `normal` for facts and cards, `narrow` for forms and text. */
export function Page({ width = 'wide', children }: { width?: keyof typeof widths; children: ReactNode }) {
  return <div className={cn('mx-auto w-full', widths[width])}>{children}</div>
}
