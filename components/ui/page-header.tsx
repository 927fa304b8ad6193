import type { ReactNode } from 'react'
import { cn } from './cn'

type Props = {
  title: ReactNode
  /** One quiet line under the title: counts, "as of", a status. */
  meta?: ReactNode
  actions?: ReactNode
  breadcrumb?: ReactNode
}

export function PageHeader({ title, meta, actions, breadcrumb }: Props) {
  const isText = typeof meta === 'string'
  return (
    <header className="mb-4 max-sm:mb-2 short:mb-2">
      {breadcrumb && <div className="mb-1">{breadcrumb}</div>}
      {/* On a phone the actions are beside the title, and a text that only explains it is hidden. */}
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3 max-sm:grid max-sm:grid-cols-[minmax(0,1fr)_auto] max-sm:items-center max-sm:gap-x-2 max-sm:gap-y-0">
        <div className="min-w-0 flex-1 basis-40 max-sm:contents short:lg:flex short:lg:items-baseline short:lg:gap-3">
          <h1 className="font-semibold text-xl tracking-tight [overflow-wrap:anywhere]">{title}</h1>
          {meta && (
            <div
              className={cn(
                'flex flex-wrap items-center gap-x-3 gap-y-1 text-muted',
                isText ? 'max-sm:hidden short:max-lg:hidden' : 'max-sm:order-last max-sm:col-span-2 short:flex-nowrap',
              )}
            >
              {meta}
            </div>
          )}
        </div>
        {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
      </div>
    </header>
  )
}
