'use client'

import { type ReactNode, type RefObject, useId, useRef, useState } from 'react'
import { cn } from './cn'
import type { Placement } from './place'
import { useAnchored } from './use-anchored'

/** What the button that opens a panel must be given; the browser does the opening, Esc and the click outside. */
export type TriggerProps = {
  ref: RefObject<HTMLButtonElement | null>
  popoverTarget: string
  'aria-expanded': boolean
  'aria-haspopup': 'dialog' | 'menu'
}

export const panelClass =
  'pop-in fixed inset-auto m-0 overflow-auto rounded-lg border border-border-control bg-surface-raised text-left font-normal text-foreground text-sm whitespace-normal shadow-popover outline-none'

type Props = Placement & {
  /** Names the panel for screen readers. */
  label: string
  trigger: (props: TriggerProps) => ReactNode
  /** Rendered only while open. */
  children: ReactNode | ((close: () => void) => ReactNode)
  className?: string | undefined
}

export function Popover({ label, trigger, children, side, align, className }: Props) {
  const id = useId()
  const anchor = useRef<HTMLButtonElement>(null)
  const panel = useRef<HTMLDivElement>(null)
  const [open, setOpen] = useState(false)
  useAnchored(anchor, panel, open, { side, align })
  const close = () => {
    panel.current?.hidePopover()
    anchor.current?.focus()
  }
  return (
    <>
      {trigger({ ref: anchor, popoverTarget: id, 'aria-expanded': open, 'aria-haspopup': 'dialog' })}
      <div
        ref={panel}
        id={id}
        popover="auto"
        role="dialog"
        aria-label={label}
        tabIndex={-1}
        className={cn(panelClass, 'weak:w-72 weak:p-3', className)}
        onBeforeToggle={event => setOpen(event.newState === 'open')}
        onToggle={event => {
          if (event.newState === 'open') focusFirst(event.currentTarget)
        }}
      >
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
