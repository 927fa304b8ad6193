import type { LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'

type Props = {
  icon?: LucideIcon | undefined
  /** Why there is nothing. */
  title: string
  /** What to do about it. */
  children?: ReactNode
  action?: ReactNode
  /** 1 if it is the only content of the page, so that its title is the page's heading. */
  level?: 1 | undefined
}

export function EmptyState({ icon: Icon, title, children, action, level }: Props) {
  const Title = level ? (`h${level}` as const) : 'p'
  return (
    <div className="mx-auto flex max-w-md flex-col items-center px-6 py-12 text-center">
      {Icon && (
        <span className="mb-3 grid size-10 place-items-center rounded-lg border border-border bg-subtle text-muted">
          <Icon aria-hidden className="size-5" />
        </span>
      )}
      <Title className="font-medium text-base">{title}</Title>
      {children && <div className="mt-1 text-muted">{children}</div>}
      {action && <div className="mt-4 flex flex-wrap justify-center gap-2">{action}</div>}
    </div>
  )
}
