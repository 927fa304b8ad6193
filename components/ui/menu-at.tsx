'use client'

import { type ToggleEvent, useLayoutEffect, useRef } from 'react'
import { focusFirst, MenuEntries, type MenuEntry, menuClass, moveFocus } from './menu-entries'
import { useAnchored } from './use-anchored'

type Props = {
  label: string
  items: readonly MenuEntry[]
  /** The button beside which it opens; it has `aria-haspopup="menu"`. */
  anchor: HTMLElement
  /** The element that gets the focus back. */
  returnTo: HTMLElement
  onClose: () => void
}

/** One menu for many buttons, open while it is mounted. A table of 250 rows renders one menu instead of 250. */
export function MenuAt({ label, items, anchor, returnTo, onClose }: Props) {
  const panel = useRef<HTMLDivElement>(null)
  const at = useRef(anchor)
  useAnchored(at, panel, true, { align: 'end' })
  useLayoutEffect(() => {
    const element = panel.current
    if (!element) return
    if (!element.matches(':popover-open')) element.showPopover()
    focusFirst(element)
    anchor.setAttribute('aria-expanded', 'true')
    return () => {
      anchor.setAttribute('aria-expanded', 'false')
      if (element.contains(document.activeElement)) returnTo.focus({ preventScroll: true })
    }
  }, [anchor, returnTo])
  const close = () => {
    returnTo.focus({ preventScroll: true })
    onClose()
  }
  // Not `onToggle`, which comes later: the next key may have opened the menu again by then.
  const onBeforeToggle = (event: ToggleEvent<HTMLDivElement>) => {
    if (event.newState === 'open') return
    // A click elsewhere keeps its focus; Esc returns it.
    if (event.currentTarget.contains(document.activeElement)) returnTo.focus({ preventScroll: true })
    onClose()
  }
  return (
    <div
      ref={panel}
      popover="auto"
      role="menu"
      tabIndex={-1}
      aria-label={label}
      className={menuClass}
      onBeforeToggle={onBeforeToggle}
      onKeyDown={event => moveFocus(event, close)}
    >
      <MenuEntries items={items} close={close} />
    </div>
  )
}
