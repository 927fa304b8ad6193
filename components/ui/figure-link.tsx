import type { Route } from 'next'
import type { ReactNode } from 'react'
import { Link } from '@/components/ui/link'

type Props = {
  href: Route
  /** How many rows the list behind the link has. */
  figure: number
  className?: string | undefined
  children: ReactNode
}

/** A link with a number that leads to exactly the rows it counts. `data-figure` holds the plain number. */
export function FigureLink({
  href,
  figure,
  className = 'finger text-accent underline underline-offset-2',
  children,
}: Props) {
  return (
    <Link href={href} data-figure={figure} className={className}>
      {children}
    </Link>
  )
}
