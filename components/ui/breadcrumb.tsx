import { ChevronRight } from 'lucide-react'
import type { Route } from 'next'
import { cn } from '@/components/ui/cn'
import { Link } from '@/components/ui/link'

type Crumb = { label: string; href?: Route | undefined }

/** The path to this page. The last crumb is the page itself and not a link. */
export function Breadcrumb({ crumbs }: { crumbs: readonly Crumb[] }) {
  return (
    <nav aria-label="Breadcrumb">
      <ol className="flex items-center gap-1 text-muted">
        {crumbs.map((crumb, index) => (
          <li key={crumb.label} className={cn('flex min-w-0 items-center gap-1', crumb.href && 'shrink-0')}>
            {index > 0 && <ChevronRight aria-hidden className="size-3.5 shrink-0" />}
            {crumb.href && index < crumbs.length - 1 ? (
              <Link href={crumb.href} className="finger rounded-sm py-0.5 hover:text-foreground hover:underline">
                {crumb.label}
              </Link>
            ) : (
              <span aria-current="page" className="truncate py-0.5">
                {crumb.label}
              </span>
            )}
          </li>
        ))}
      </ol>
    </nav>
  )
}
