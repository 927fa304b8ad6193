import type { ReactNode } from 'react'

type Props = {
  title: ReactNode
  /** One quiet line under the title: counts, "as of", a status. */
  meta?: ReactNode
  actions?: ReactNode
  breadcrumb?: ReactNode
}

export function PageHeader({ title, meta, actions, breadcrumb }: Props) {
  return (
    <header className="mb-4">
      {breadcrumb && <div className="mb-1">{breadcrumb}</div>}
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
        <div className="min-w-0">
          <h1 className="font-semibold text-xl tracking-tight [overflow-wrap:anywhere]">{title}</h1>
          {meta && <div className="flex flex-wrap items-center gap-x-3 gap-y-1 text-muted">{meta}</div>}
        </div>
        {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
      </div>
    </header>
  )
}
