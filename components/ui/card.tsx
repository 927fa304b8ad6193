import { type ReactNode, useId } from 'react'
import { cn } from './cn'

type Props = {
  title?: ReactNode
  description?: ReactNode
  actions?: ReactNode
  footer?: ReactNode
  /** False for content with its own padding: a table, a list of rows. */
  padded?: boolean | undefined
  className?: string | undefined
  children?: ReactNode
}

/** A bordered part of a page with an optional header. With a title it is a labelled region. */
export function Card({ title, description, actions, footer, padded = true, className, children }: Props) {
  const id = useId()
  return (
    <section
      aria-labelledby={title ? id : undefined}
      className={cn('min-w-0 rounded-lg border border-border bg-surface', className)}
    >
      {(title || actions) && (
        <header className="flex min-h-12 flex-wrap items-center justify-between gap-x-4 gap-y-2 border-border border-b px-4 py-2">
          <div className="min-w-0">
            {title && (
              <h2 id={id} className="font-semibold text-base">
                {title}
              </h2>
            )}
            {description && <p className="text-muted">{description}</p>}
          </div>
          {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
        </header>
      )}
      <div className={cn(padded && 'p-4')}>{children}</div>
      {footer && <footer className="border-border border-t px-4 py-2.5 text-muted">{footer}</footer>}
    </section>
  )
}
