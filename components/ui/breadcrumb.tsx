import { ChevronRight } from 'lucide-react'
import type { Route } from 'next'
import { Link } from '@/components/ui/link'

/** The path to this page: a link to the page above it, and its own name. */
export function Breadcrumb({ above, href, here }: { above: string; href: Route; here: string }) {
  return (
    <nav aria-label="Breadcrumb">
      <ol className="flex items-center gap-1 text-muted">
        <li className="flex shrink-0">
          <Link href={href} className="finger rounded-sm py-0.5 hover:text-foreground hover:underline">
            {above}
          </Link>
        </li>
        <li className="flex min-w-0 items-center gap-1">
          <ChevronRight aria-hidden className="size-3.5 shrink-0" />
          <span aria-current="page" className="truncate py-0.5">
            {here}
          </span>
        </li>
      </ol>
    </nav>
  )
}
