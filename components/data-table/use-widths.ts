'use client'

import { useState } from 'react'
import { clampWidth } from './layout'
import type { ResizeHandlers } from './resize-handle'

type Widths = Record<string, number>
const none: Widths = {}

/**
 * The columns' widths while one of them is dragged: shown at once, handed over when it is let go.
 * `grown` answers how wide the columns that take what is left are now: they stay so, or the dragged edge would run away.
 */
export function useWidths(kept: Widths = none, grown: () => Widths, onChange: ((widths: Widths) => void) | undefined) {
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

/** Pixels of the named columns as they stand in a table. */
export function measureColumns(table: Element | null | undefined, ids: readonly string[]): Widths {
  const heads = [...(table?.querySelectorAll<HTMLElement>('th[data-column]') ?? [])]
  return Object.fromEntries(
    heads.flatMap(head => {
      const id = head.dataset.column
      return id !== undefined && ids.includes(id) ? [[id, clampWidth(head.offsetWidth)]] : []
    }),
  )
}
