import { CircleCheck, CircleDot, CircleMinus, Info, type LucideIcon, OctagonX, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { cn } from './cn'
import { Spinner } from './spinner'
import { type Tone, toneText } from './tone'

const icons: Record<Tone, LucideIcon> = {
  neutral: CircleMinus,
  accent: CircleDot,
  success: CircleCheck,
  warning: TriangleAlert,
  danger: OctagonX,
  info: Info,
}

type Props = {
  tone: Tone
  /** Replaces the tone's own icon. */
  icon?: LucideIcon | undefined
  /** Something under way ("Disabling…"): a spinner instead of the icon. */
  pending?: boolean | undefined
  className?: string | undefined
  /** The word. */
  children: ReactNode
}

/** A state as icon + word: readable without any colour. */
export function Status({ tone, icon, pending, className, children }: Props) {
  const Icon = icon ?? icons[tone]
  return (
    <span className={cn('inline-flex min-w-0 max-w-full items-center gap-1.5 align-middle', className)}>
      {pending ? (
        <Spinner className="size-3.5 text-muted" />
      ) : (
        <Icon aria-hidden className={cn('size-3.5 shrink-0', toneText[tone])} />
      )}
      <span className="truncate">{children}</span>
    </span>
  )
}
