import { CircleCheck, Info, type LucideIcon, OctagonX, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { cn } from './cn'

type BannerTone = 'info' | 'success' | 'warning' | 'danger'

const looks: Record<BannerTone, { icon: LucideIcon; panel: string; mark: string }> = {
  info: { icon: Info, panel: 'border-info/35 bg-info-subtle', mark: 'text-info' },
  success: { icon: CircleCheck, panel: 'border-success/35 bg-success-subtle', mark: 'text-success' },
  warning: { icon: TriangleAlert, panel: 'border-warning/35 bg-warning-subtle', mark: 'text-warning' },
  danger: { icon: OctagonX, panel: 'border-danger/35 bg-danger-subtle', mark: 'text-danger' },
}

type Props = {
  tone: BannerTone
  title?: ReactNode
  children?: ReactNode
  action?: ReactNode
  /** `alert` interrupts the screen reader. Use it for results of what the operator did. */
  role?: 'status' | 'alert' | undefined
  className?: string | undefined
}

export function Banner({ tone, title, children, action, role, className }: Props) {
  const { icon: Icon, panel, mark } = looks[tone]
  return (
    <div role={role} className={cn('flex items-start gap-2.5 rounded-lg border px-3 py-2.5', panel, className)}>
      <Icon aria-hidden className={cn('mt-0.5 size-4 shrink-0', mark)} />
      <div className="flex min-w-0 flex-1 flex-wrap items-start justify-between gap-x-4 gap-y-2">
        <div className="min-w-0 max-w-prose flex-auto basis-60 [overflow-wrap:anywhere]">
          {title && <p className="font-medium">{title}</p>}
          {children && <div className={cn(title !== undefined && 'text-muted')}>{children}</div>}
        </div>
        {action && <div className="flex shrink-0 gap-2">{action}</div>}
      </div>
    </div>
  )
}
