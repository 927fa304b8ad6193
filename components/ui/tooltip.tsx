'use client'

import {
  cloneElement,
  type ReactElement,
  type ReactNode,
  useEffect,
  useId,
  useLayoutEffect,
  useRef,
  useState,
} from 'react'
import type { Placement } from './place'
import { useAnchored } from './use-anchored'

type Props = Placement & {
  content: ReactNode
  /** A focusable element: a button or a link. */
  children: ReactElement<{ 'aria-describedby'?: string | undefined }>
  /** False when the tooltip only repeats the accessible name. */
  describe?: boolean | undefined
}

/**
 * A hint on hover (after a short delay) and on keyboard focus (immediately). Esc hides it. Touch never shows it, so put
 * nothing vital here.
 */
export function Tooltip({ content, children, describe = true, side = 'top', align = 'center' }: Props) {
  const id = useId()
  const [open, setOpen] = useState(false)
  const anchor = useRef<HTMLSpanElement>(null)
  const panel = useRef<HTMLSpanElement>(null)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useLayoutEffect(() => {
    if (open) panel.current?.showPopover()
  }, [open])
  useAnchored(anchor, panel, open, { side, align })
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
      {describe && open ? cloneElement(children, { 'aria-describedby': id }) : children}
      {open && (
        <span
          ref={panel}
          id={id}
          popover="manual"
          role="tooltip"
          className="pop-in fixed inset-auto m-0 w-max max-w-64 rounded-md bg-inverse px-2 py-1 text-left font-normal text-inverse-foreground text-xs whitespace-normal"
        >
          {content}
        </span>
      )}
    </span>
  )
}

/** No hint over a button whose menu is open. */
function expanded(anchor: Element | null): boolean {
  return anchor?.querySelector('[aria-expanded=true]') != null
}
