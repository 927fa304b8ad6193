import { Ellipsis } from 'lucide-react'
import type { ReactNode } from 'react'
import { cn } from './cn'
import { PhoneSheet, SheetButton } from './phone-sheet'

type Props = {
  title: ReactNode
  /** One quiet line under the title: counts, "as of", a status. */
  meta?: ReactNode
  actions?: ReactNode
  /** Actions that are behind one button on a phone. */
  more?: ReactNode
  breadcrumb?: ReactNode
}

export function PageHeader({ title, meta, actions, more, breadcrumb }: Props) {
  return (
    <header className="mb-4 max-sm:mb-2 short:mb-2">
      {breadcrumb && <div className="mb-1">{breadcrumb}</div>}
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3 max-sm:flex-nowrap max-sm:gap-x-2">
        <div className="min-w-0 short:flex short:items-baseline short:gap-3">
          <h1 className="font-semibold text-xl tracking-tight [overflow-wrap:anywhere]">{title}</h1>
          {meta && (
            <div
              className={cn(
                'flex flex-wrap items-center gap-x-3 gap-y-1 text-muted',
                typeof meta === 'string' && 'max-sm:text-xs short:max-md:hidden',
              )}
            >
              {meta}
            </div>
          )}
        </div>
        {(actions || more) && (
          <div className="flex flex-wrap items-center gap-2 max-sm:shrink-0 max-sm:flex-nowrap">
            {more && (
              <>
                <PhoneSheet id="more" title="More actions">
                  {more}
                </PhoneSheet>
                <SheetButton sheet="more" aria-label="More actions" className="px-3 max-sm:order-last">
                  <Ellipsis aria-hidden />
                </SheetButton>
              </>
            )}
            {actions}
          </div>
        )}
      </div>
    </header>
  )
}
