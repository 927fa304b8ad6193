'use client'

import { type RefObject, useEffect, useEffectEvent, useState } from 'react'
import { keyboardIsTaken } from '@/components/ui/typing'

type Options = {
  ids: readonly string[]
  /** Enter on a row; `newTab` with Ctrl or ⌘. */
  onOpen: ((id: string, newTab: boolean) => void) | undefined
  onToggle: ((id: string, range: boolean) => void) | undefined
}

function rowOf(body: HTMLElement | null, target: EventTarget | null): HTMLElement | null {
  const row = target instanceof Element ? target.closest<HTMLElement>('tr[data-row-id]') : null
  return row && body?.contains(row) ? row : null
}

/**
 * j/k move through the rows from anywhere on the page, arrows once a row has the focus; Enter opens, x selects.
 * Answers the id of the row that Tab reaches (one of them: a table of 100 rows is one stop, not a hundred).
 */
export function useRowKeys(body: RefObject<HTMLTableSectionElement | null>, { ids, onOpen, onToggle }: Options) {
  const [active, setActive] = useState<string | null>(null)
  const reachable = active !== null && ids.includes(active) ? active : (ids[0] ?? null)
  const enabled = onOpen !== undefined || onToggle !== undefined

  const onKey = useEffectEvent((event: KeyboardEvent) => {
    const row = rowOf(body.current, event.target)
    const onRow = row !== null && row === event.target
    if (onRow && event.key === 'Enter' && row.dataset.rowId) {
      event.preventDefault()
      return onOpen?.(row.dataset.rowId, event.ctrlKey || event.metaKey)
    }
    if (keyboardIsTaken(event)) return
    const step = stepOf(event.key, onRow)
    if (step !== 0) {
      const at = row ? ids.indexOf(row.dataset.rowId ?? '') : active === null ? -1 : ids.indexOf(active)
      const next = row || active !== null ? Math.min(Math.max(0, at + step), ids.length - 1) : 0
      event.preventDefault()
      focusRow(body.current, ids[next])
    } else if (event.key.toLowerCase() === 'x' && row?.dataset.rowId && onToggle) {
      event.preventDefault()
      onToggle(row.dataset.rowId, event.shiftKey)
    }
  })

  useEffect(() => {
    if (!enabled) return
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [enabled])

  return { reachable: enabled ? reachable : null, setActive }
}

function stepOf(key: string, onRow: boolean): number {
  if (key === 'j' || (onRow && key === 'ArrowDown')) return 1
  if (key === 'k' || (onRow && key === 'ArrowUp')) return -1
  return 0
}

function focusRow(body: HTMLElement | null, id: string | undefined) {
  if (id === undefined) return
  const row = body?.querySelector<HTMLElement>(`tr[data-row-id="${CSS.escape(id)}"]`)
  row?.focus({ preventScroll: true })
  row?.scrollIntoView({ block: 'nearest' })
}
