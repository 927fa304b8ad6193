import type { ReactNode } from 'react'
import { cn } from './cn'
import { Spinner } from './spinner'
import type { Tone } from './tone'

/** Shapes in icons.css. */
export type StateIcon =
  | 'alert'
  | 'ban'
  | 'check'
  | 'clock'
  | 'compare'
  | 'dashed'
  | 'dot'
  | 'info'
  | 'minus'
  | 'pause'
  | 'play'
  | 'question'
  | 'shield'
  | 'slash'
  | 'stop'

const icons: Record<Tone, StateIcon> = {
  neutral: 'minus',
  accent: 'dot',
  success: 'check',
  warning: 'alert',
  danger: 'stop',
  info: 'info',
}

type Props = {
  tone: Tone
  /** Replaces the tone's own icon. */
  icon?: StateIcon | undefined
  /** Work in progress ("Disabling…"): a spinner instead of the icon. */
  pending?: boolean | undefined
  className?: string | undefined
  /** The word. */
  children: ReactNode
}

/** A state as icon and word, readable without colour. One element, because tables have hundreds of them. */
export function Status({ tone, icon, pending, className, children }: Props) {
  if (pending) {
    return (
      <span className={cn('inline-flex min-w-0 max-w-full items-center gap-1.5 align-middle', className)}>
        <Spinner className="size-3.5 text-muted" />
        <span className="truncate">{children}</span>
      </span>
    )
  }
  return <span className={cn(`status tone-${tone} icon-${icon ?? icons[tone]}`, className)}>{children}</span>
}

/** The icon alone, for use beside the word. */
export function StatusIcon({ tone, icon }: { tone: Tone; icon: StateIcon }) {
  return <span aria-hidden className={`icon tone-${tone} icon-${icon}`} />
}
