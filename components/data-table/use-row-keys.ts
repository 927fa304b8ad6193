'use client'

import { type RefObject, useEffect, useEffectEvent, useRef, useState } from 'react'
import { type Shortcut, useShortcuts } from '@/components/ui/shortcuts'
import { keyboardIsTaken } from '@/components/ui/typing'
import { focusFirst, focusRow, rowOf, useRowFocus } from './use-row-focus'

/** Handlers for keys on a row; absent = the key does nothing. */
export type RowKeys = {
  /** Space. */
  onSpace?: ((id: string) => void) | undefined
  /** m, Shift+F10 or the Menu key. */
  onMenu?: ((id: string, row: HTMLElement) => void) | undefined
  /** The right arrow: moves the focus to the panel beside the table. */
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
  /** The rows are inert now. The focus returns when the new rows arrive. */
  isStale: boolean
  /** The columns have edges that arrow keys move. */
  resizes: boolean
  /** The page of the table. */
  pathname: string
}

const none: readonly string[] = []
const noShortcuts: readonly Shortcut[] = []

/**
 * j/k move through the rows from anywhere on the page, arrows when a row has the focus. Enter opens, x selects.
 * Returns the id of the row that Tab reaches. Only one row is in the tab order.
 */
export function useRowKeys(body: RefObject<HTMLTableSectionElement | null>, options: Options) {
  const { ids, onOpen, onToggle, keys, isStale, pathname } = options
  const [active, setActive] = useState<string | null>(null)
  const reachable = active !== null && ids.includes(active) ? active : (ids[0] ?? null)
  const enabled = onOpen !== undefined || onToggle !== undefined
  const menuKey = useRef(false)
  const toFirst = useRef(false)

  const move = (to: number) => {
    const id = ids[Math.min(Math.max(0, to), ids.length - 1)]
    if (id === undefined) return
    focusRow(body.current, id)
    keys.onMove?.(id)
  }

  /** To the next row (1) or the previous one (-1). */
  const step = (event: KeyboardEvent, by: number) => {
    if (isStale) return
    const row = rowOf(body.current, event.target)
    const at = ids.indexOf(row?.dataset.rowId ?? active ?? '')
    move(row || active !== null ? at + by : 0)
  }

  /** Handles a key pressed in a row. */
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
    toFirst.current = false
    if (!event.defaultPrevented && leadsToRows(event)) {
      event.preventDefault()
      toFirst.current = true
      // After the typed text has become the search of this table.
      setTimeout(() => focusFirst(body.current, toFirst))
      return
    }
    if (isStale) return
    const row = rowOf(body.current, event.target)
    const id = row?.dataset.rowId
    const onRow = row !== null && row === event.target
    if (onRow && event.key === 'Enter' && id) {
      event.preventDefault()
      return onOpen?.(id, event.ctrlKey || event.metaKey)
    }
    if (keyboardIsTaken(event)) return
    if (onRow && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
      event.preventDefault()
      step(event, event.key === 'ArrowDown' ? 1 : -1)
    } else if (row && id && onRowKey(event, row, id)) event.preventDefault()
  })
  useShortcuts(enabled ? shortcutsOf(options, step) : noShortcuts)

  useRowFocus(body, { ids: enabled ? ids : none, active, setActive, isStale, pathname, toFirst })

  // The Menu key opens our menu. This blocks the browser's, which would open when the key is released.
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

function isMenuKey(event: KeyboardEvent): boolean {
  return event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey) || event.key.toLowerCase() === 'm'
}

/** Enter or the down arrow in the page's search. */
function leadsToRows(event: KeyboardEvent): boolean {
  const { target, key } = event
  if (!(target instanceof HTMLInputElement) || target.type !== 'search') return false
  return (key === 'Enter' && !event.isComposing) || key === 'ArrowDown'
}

function shortcutsOf(
  { onOpen, onToggle, keys, resizes }: Options,
  step: (event: KeyboardEvent, by: number) => void,
): Shortcut[] {
  const scope = 'In a list'
  const has = (is: unknown, id: string, key: string, label: string) => (is ? [{ id, keys: [key], label, scope }] : [])
  return [
    { id: 'row.first', keys: ['Enter', '↓'], label: 'Go from the search to the first row', scope },
    { id: 'row.next', keys: ['j', '↓'], label: 'Next row', scope, run: event => step(event, 1) },
    { id: 'row.previous', keys: ['k', '↑'], label: 'Previous row', scope, run: event => step(event, -1) },
    ...has(onOpen, 'row.open', 'Enter', 'Open the row'),
    ...has(keys.onSpace, 'row.preview', 'Space', 'Preview the row beside the list'),
    ...has(keys.onInto, 'row.into', '→', 'Go to the preview'),
    ...has(keys.onMenu, 'row.menu', 'm', 'Open the menu of the row'),
    ...has(onToggle, 'row.select', 'x', 'Select the row; with Shift, all rows since the last selected one'),
    ...(resizes
      ? [
          { id: 'edge.width', keys: ['←', '→'], label: 'On a column edge: change its width', scope },
          { id: 'edge.next', keys: ['↑', '↓'], label: 'On a column edge: go to another column', scope },
        ]
      : []),
  ]
}
