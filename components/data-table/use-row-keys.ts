'use client'

import { type RefObject, useEffect, useEffectEvent, useLayoutEffect, useRef, useState } from 'react'
import { keyboardIsTaken } from '@/components/ui/typing'

/** What keys on a row may do; absent = the key does nothing. */
export type RowKeys = {
  /** Space. */
  onSpace?: ((id: string) => void) | undefined
  /** m, Shift+F10 or the Menu key. */
  onMenu?: ((id: string, row: HTMLElement) => void) | undefined
  /** The arrow to the right: into the panel beside the table. */
  onInto?: (() => void) | undefined
  /** A key moved the focus to this row. */
  onMove?: ((id: string) => void) | undefined
}

type Options = {
  ids: readonly string[]
  /** Enter on a row; `newTab` with Ctrl or ⌘. */
  onOpen: ((id: string, newTab: boolean) => void) | undefined
  onToggle: ((id: string, range: boolean) => void) | undefined
  keys: RowKeys
  /** The rows take nothing now; the focus comes back to them with those that do. */
  isStale: boolean
}

function rowOf(body: HTMLElement | null, target: EventTarget | null): HTMLTableRowElement | null {
  const row = target instanceof Element ? target.closest<HTMLTableRowElement>('tr[data-row-id]') : null
  return row && body?.contains(row) ? row : null
}

/**
 * j/k move through the rows from anywhere on the page, arrows once a row has the focus; Enter opens, x selects.
 * Answers the id of the row that Tab reaches (one of them: a table of 100 rows is one stop, not a hundred).
 */
export function useRowKeys(body: RefObject<HTMLTableSectionElement | null>, options: Options) {
  const { ids, onOpen, onToggle, keys, isStale } = options
  const [active, setActive] = useState<string | null>(null)
  const reachable = active !== null && ids.includes(active) ? active : (ids[0] ?? null)
  const enabled = onOpen !== undefined || onToggle !== undefined
  const menuKey = useRef(false)

  const move = (to: number) => {
    const id = ids[Math.min(Math.max(0, to), ids.length - 1)]
    if (id === undefined) return
    focusRow(body.current, id)
    keys.onMove?.(id)
  }

  /** What a key means for the row it was pressed in. */
  const onRowKey = (event: KeyboardEvent, row: HTMLElement, id: string): boolean => {
    const onRow = row === event.target
    if (event.key.toLowerCase() === 'x' && onToggle) onToggle(id, event.shiftKey)
    else if (keys.onMenu && isMenuKey(event)) {
      menuKey.current = true
      keys.onMenu(id, row)
    } else if (onRow && event.key === ' ' && keys.onSpace) keys.onSpace(id)
    else if (onRow && event.key === 'ArrowRight' && keys.onInto) keys.onInto()
    else if (onRow && event.key === 'Home') move(0)
    else if (onRow && event.key === 'End') move(ids.length - 1)
    else return false
    return true
  }

  const onKey = useEffectEvent((event: KeyboardEvent) => {
    menuKey.current = false
    if (isStale) return
    const row = rowOf(body.current, event.target)
    const id = row?.dataset.rowId
    const onRow = row !== null && row === event.target
    if (onRow && event.key === 'Enter' && id) {
      event.preventDefault()
      return onOpen?.(id, event.ctrlKey || event.metaKey)
    }
    if (keyboardIsTaken(event)) return
    const step = stepOf(event.key, onRow)
    if (step !== 0) {
      const at = row ? ids.indexOf(id ?? '') : active === null ? -1 : ids.indexOf(active)
      event.preventDefault()
      move(row || active !== null ? at + step : 0)
    } else if (row && id && onRowKey(event, row, id)) event.preventDefault()
  })

  // Rows are drawn in the place of others: the focus goes with its row, and stays in its place when that is gone.
  useLayoutEffect(() => {
    const row = rowOf(body.current, document.activeElement)
    if (!row || active === null || row.dataset.rowId === active) return
    if (!followRow(body.current, row, active)) setActive(row.dataset.rowId ?? null)
  })

  // Rows that take nothing lose the focus; it comes back to the same control of the same place.
  const left = useRef<{ place: number; control: number } | null>(null)
  useLayoutEffect(() => {
    if (isStale) {
      const row = rowOf(body.current, document.activeElement)
      if (row)
        left.current = {
          place: row.sectionRowIndex,
          control: controlsIn(row).indexOf(document.activeElement as HTMLElement),
        }
      return
    }
    const was = left.current
    left.current = null
    if (!was || (document.activeElement !== document.body && !rowOf(body.current, document.activeElement))) return
    const row = (active !== null && findRow(body.current, active)) || body.current?.rows[was.place]
    if (row) (controlsIn(row)[was.control] ?? row).focus({ preventScroll: true })
  }, [body, isStale, active])

  // The Menu key opens ours, not the browser's, which would come with the key's release.
  const onContextMenu = useEffectEvent((event: MouseEvent) => {
    if (menuKey.current) event.preventDefault()
    menuKey.current = false
  })

  useEffect(() => {
    if (!enabled) return
    document.addEventListener('keydown', onKey)
    document.addEventListener('contextmenu', onContextMenu)
    return () => {
      document.removeEventListener('keydown', onKey)
      document.removeEventListener('contextmenu', onContextMenu)
    }
  }, [enabled])

  return { reachable: enabled ? reachable : null, setActive }
}

/** Focuses in the row of this id what has the focus in another one. */
function followRow(body: HTMLElement | null, from: HTMLElement, id: string): boolean {
  const row = findRow(body, id)
  if (!row) return false
  const at = controlsIn(from).indexOf(document.activeElement as HTMLElement)
  ;(controlsIn(row)[at] ?? row).focus({ preventScroll: true })
  return true
}

function controlsIn(row: HTMLElement): HTMLElement[] {
  return [...row.querySelectorAll<HTMLElement>('a[href], button, input')]
}

function isMenuKey(event: KeyboardEvent): boolean {
  return event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey) || event.key.toLowerCase() === 'm'
}

function stepOf(key: string, onRow: boolean): number {
  if (key === 'j' || (onRow && key === 'ArrowDown')) return 1
  if (key === 'k' || (onRow && key === 'ArrowUp')) return -1
  return 0
}

/** The row stays clear of the sticky header and of what floats over the table's end. */
export function focusRow(body: HTMLElement | null, id: string) {
  const row = findRow(body, id)
  row?.focus({ preventScroll: true })
  row?.scrollIntoView({ block: 'nearest' })
}

function findRow(body: HTMLElement | null, id: string): HTMLElement | null {
  return body?.querySelector<HTMLElement>(`tr[data-row-id="${CSS.escape(id)}"]`) ?? null
}
