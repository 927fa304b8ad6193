'use client'

import { type RefObject, type ToggleEvent, useId, useRef, useState } from 'react'
import type { Placement } from './place'
import { useAnchored } from './use-anchored'

/** Props for the button that opens a panel. The browser handles opening, Esc and clicks outside. */
export type TriggerProps = {
  ref: RefObject<HTMLButtonElement | null>
  popoverTarget: string
  'aria-expanded': boolean
  'aria-haspopup': 'dialog' | 'menu'
}

/** The native popover behind Popover and Menu: its state, position and focus. */
export function usePanel(
  kind: TriggerProps['aria-haspopup'],
  placement: Placement,
  focusInside: (panel: HTMLElement) => void,
) {
  const id = useId()
  const anchor = useRef<HTMLButtonElement>(null)
  const panel = useRef<HTMLDivElement>(null)
  const hadFocus = useRef(false)
  const [open, setOpen] = useState(false)
  useAnchored(anchor, panel, open, placement)

  const onBeforeToggle = (event: ToggleEvent<HTMLDivElement>) => {
    const opening = event.newState === 'open'
    hadFocus.current = !opening && event.currentTarget.contains(document.activeElement)
    setOpen(opening)
  }
  const onToggle = (event: ToggleEvent<HTMLDivElement>) => {
    if (event.newState === 'open') focusInside(event.currentTarget)
    // The content has unmounted, so the browser cannot return the focus. A click elsewhere keeps its focus.
    else if (hadFocus.current && document.activeElement === document.body)
      anchor.current?.focus({ preventScroll: true })
  }
  /** Closes immediately with the focus on the button, so that a dialog that opens next returns it there. */
  const close = () => {
    panel.current?.hidePopover()
    anchor.current?.focus({ preventScroll: true })
  }
  const trigger: TriggerProps = { ref: anchor, popoverTarget: id, 'aria-expanded': open, 'aria-haspopup': kind }
  return {
    open,
    close,
    trigger,
    panel: { ref: panel, id, popover: 'auto', tabIndex: -1, onBeforeToggle, onToggle },
  } as const
}
