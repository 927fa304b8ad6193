'use client'

import { type ReactNode, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { useAnchored } from './use-anchored'

/**
 * The name of a button on hover (after a short delay) and on keyboard focus (immediately). Esc hides it, touch never shows it.
 * Screen readers know the name already.
 */
export function Tooltip({ name, children }: { name: string; children: ReactNode }) {
  const [open, setOpen] = useState(false)
  const anchor = useRef<HTMLSpanElement>(null)
  const panel = useRef<HTMLSpanElement>(null)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useLayoutEffect(() => {
    if (open) panel.current?.showPopover()
  }, [open])
  useAnchored(anchor, panel, open, { side: 'top', align: 'center' })
  useEffect(() => () => clearTimeout(timer.current), [])
  const later = (next: boolean, ms: number) => {
    clearTimeout(timer.current)
    timer.current = setTimeout(() => setOpen(next && !expanded(anchor.current)), ms)
  }
  const close = () => {
    clearTimeout(timer.current)
    setOpen(false)
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only watches the control inside it
    <span
      ref={anchor}
      className="inline-flex align-middle"
      onPointerEnter={event => event.pointerType === 'mouse' && later(true, 350)}
      onPointerLeave={() => later(false, 80)}
      onPointerDown={close}
      onFocus={event => event.target.matches(':focus-visible') && later(true, 0)}
      onBlur={close}
      onKeyDown={event => event.key === 'Escape' && close()}
    >
      {children}
      {open && (
        <span
          ref={panel}
          popover="manual"
          role="tooltip"
          className="pop-in fixed inset-auto m-0 w-max max-w-64 rounded-md bg-inverse px-2 py-1 text-left font-normal text-inverse-foreground text-xs whitespace-normal"
        >
          {name}
        </span>
      )}
    </span>
  )
}

/** No hint over a button whose menu is open. */
function expanded(anchor: Element | null): boolean {
  return anchor?.querySelector('[aria-expanded=true]') != null
}
