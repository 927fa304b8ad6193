import { type ReactNode, useId } from 'react'
import { cn } from './cn'

type Props = {
  title: ReactNode
  description?: ReactNode
  actions?: ReactNode
  className?: string | undefined
  children: ReactNode
}

/** A titled part of a page without a box. */
export function Section({ title, description, actions, className, children }: Props) {
  const id = useId()
  return (
    <section aria-labelledby={id} className={cn('min-w-0', className)}>
      <header className="mb-3 flex flex-wrap items-end justify-between gap-x-4 gap-y-2">
        <div className="min-w-0">
          <h2 id={id} className="font-semibold text-base">
            {title}
          </h2>
          {description && <p className="text-muted">{description}</p>}
        </div>
        {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
      </header>
      {children}
    </section>
  )
}
