'use client'

import { type RefObject, useLayoutEffect } from 'react'
import { type Placement, place } from './place'

/** Keeps an open top-layer panel beside its anchor while either moves or changes size. */
export function useAnchored(
  anchor: RefObject<Element | null>,
  panel: RefObject<HTMLElement | null>,
  open: boolean,
  { side, align }: Placement,
) {
  useLayoutEffect(() => {
    const element = panel.current
    if (!open || !element) return
    const update = () => {
      if (!anchor.current || element.offsetWidth === 0) return
      const { width, height } = { width: element.offsetWidth, height: element.scrollHeight + 2 }
      // Not `clientWidth`, because it includes the gutter of the scrollbar.
      const viewport = { width: document.documentElement.offsetWidth, height: window.innerHeight }
      const at = place(anchor.current.getBoundingClientRect(), { width, height }, viewport, { side, align })
      element.style.left = `${at.left}px`
      element.style.top = `${at.top}px`
      element.style.maxHeight = `${at.maxHeight}px`
    }
    // The observer runs between layout and paint, so the panel is never painted in a wrong place.
    const observer = new ResizeObserver(update)
    observer.observe(element)
    update()
    window.addEventListener('scroll', update, { capture: true, passive: true })
    window.addEventListener('resize', update)
    return () => {
      observer.disconnect()
      window.removeEventListener('scroll', update, { capture: true })
      window.removeEventListener('resize', update)
    }
  }, [anchor, panel, open, side, align])
}
