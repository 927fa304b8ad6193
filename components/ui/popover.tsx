'use client'

import type { ReactNode } from 'react'
import { cn } from './cn'
import type { Placement } from './place'
import { type TriggerProps, usePanel } from './use-panel'

type Props = Placement & {
  /** The name of the panel for screen readers. */
  label: string
  trigger: (props: TriggerProps) => ReactNode
  /** Rendered only while open. */
  children: ReactNode | ((close: () => void) => ReactNode)
  className?: string | undefined
}

export function Popover({ label, trigger, children, side, align, className }: Props) {
  const { open, close, trigger: triggerProps, panel } = usePanel('dialog', { side, align }, focusFirst)
  return (
    <>
      {trigger(triggerProps)}
      <div {...panel} role="dialog" aria-label={label} className={cn('pop-in popover weak:w-72 weak:p-3', className)}>
        {open && (typeof children === 'function' ? children(close) : children)}
      </div>
    </>
  )
}

function focusFirst(panel: HTMLElement) {
  const first = panel.querySelector<HTMLElement>(
    'input:not(:disabled), button:not(:disabled), a[href], select, textarea',
  )
  ;(first ?? panel).focus({ preventScroll: true })
}
