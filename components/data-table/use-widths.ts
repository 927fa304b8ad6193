'use client'

import { useState } from 'react'
import { clampWidth, type Layout } from './layout'
import type { ResizeHandlers } from './resize-handle'

type Widths = Record<string, number>
const none: Widths = {}

/**
 * The columns' widths while one of them is dragged: shown immediately, and passed to `onChange` at the end. `grown`
 * measures the growing columns. They keep this width, because otherwise the dragged edge would not follow the pointer.
 */
export function useWidths(kept: Widths = none, grown: () => Widths, onChange: ((widths: Widths) => void) | undefined) {
  'use memo'
  const [draft, setDraft] = useState<Widths | null>(null)
  const handlers: ResizeHandlers = {
    onResize: (id, width) => setDraft({ ...(draft ?? { ...grown(), ...kept }), [id]: width }),
    onCommit: (id, width) => {
      setDraft(null)
      if (width !== null) return onChange?.({ ...(draft ?? { ...grown(), ...kept }), [id]: width })
      const { [id]: _own, ...others } = kept
      onChange?.(others)
    },
    onCancel: () => setDraft(null),
  }
  return { widths: draft ?? kept, handlers }
}

/** The current widths of the growing columns, in pixels. */
export function measureGrowing(table: Element | null | undefined, { columns }: Layout): Widths {
  const heads = [...(table?.querySelectorAll<HTMLElement>('th[data-column]') ?? [])]
  const growing = heads.filter(head => columns.some(({ id, grow }) => grow && id === head.dataset.column))
  return Object.fromEntries(growing.map(head => [head.dataset.column, clampWidth(head.offsetWidth)]))
}
