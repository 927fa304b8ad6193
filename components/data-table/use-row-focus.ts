'use client'

import { type RefObject, useEffect, useEffectEvent, useLayoutEffect, useRef } from 'react'

type Options = {
  ids: readonly string[]
  /** The row that had the focus last. */
  active: string | null
  setActive: (id: string | null) => void
  isStale: boolean
  pathname: string
  /** The operator went from the search to its rows, which have not arrived yet. */
  toFirst: RefObject<boolean>
}

/** The last focused row of each page, to restore the focus when the operator comes back to the list. */
const lastRows = new Map<string, string>()

/** Keeps the focus while rows change, while they are inert, and when the operator comes back to the list. */
export function useRowFocus(body: RefObject<HTMLTableSectionElement | null>, options: Options) {
  const { ids, active, setActive, isStale, pathname, toFirst } = options

  // Rows are reused for other data. The focus follows its row, or stays in place if the row is gone.
  useLayoutEffect(() => {
    const row = rowOf(body.current, document.activeElement)
    if (!row || active === null || row.dataset.rowId === active) return
    const same = findRow(body.current, active)
    if (same) focusControl(same, controlIn(row))
    else setActive(row.dataset.rowId ?? null)
  })

  // Inert rows lose the focus. It returns when the new rows arrive.
  const left = useRef<{ place: number; control: number } | null>(null)
  useLayoutEffect(() => {
    const row = rowOf(body.current, document.activeElement)
    if (isStale) {
      if (row) left.current = { place: row.sectionRowIndex, control: controlIn(row) }
      return
    }
    const was = left.current
    left.current = null
    if (toFirst.current) return focusFirst(body.current, toFirst)
    if (!was || (document.activeElement !== document.body && !row)) return
    const next = (active !== null && findRow(body.current, active)) || body.current?.rows[was.place]
    if (next) focusControl(next, was.control)
  }, [body, isStale, active, toFirst])

  useEffect(() => {
    if (active !== null) lastRows.set(pathname, active)
  }, [active, pathname])
  const comeBack = useEffectEvent(() => {
    const id = lastRows.get(pathname)
    if (id !== undefined && ids.includes(id) && document.activeElement === document.body) focusRow(body.current, id)
  })
  useEffect(() => comeBack(), [])
}

/** Scrolls the row clear of the sticky header and of what floats over the table's end. */
export function focusRow(body: HTMLElement | null, id: string) {
  const row = findRow(body, id)
  row?.focus({ preventScroll: true })
  row?.scrollIntoView({ block: 'nearest' })
}

/** Does nothing while the rows are from an earlier search. `wanted` stays set, so the new rows get the focus. */
export function focusFirst(body: HTMLTableSectionElement | null, wanted: RefObject<boolean>) {
  const first = body?.hasAttribute('inert') ? undefined : body?.rows[0]?.dataset.rowId
  if (!wanted.current || !first) return
  wanted.current = false
  focusRow(body, first)
}

export function rowOf(body: HTMLElement | null, target: EventTarget | null): HTMLTableRowElement | null {
  const row = target instanceof Element ? target.closest<HTMLTableRowElement>('tr[data-row-id]') : null
  return row && body?.contains(row) ? row : null
}

function findRow(body: HTMLElement | null, id: string): HTMLElement | null {
  return body?.querySelector<HTMLElement>(`tr[data-row-id="${CSS.escape(id)}"]`) ?? null
}

function controlsOf(row: HTMLElement): HTMLElement[] {
  return [...row.querySelectorAll<HTMLElement>('a[href], button, input')]
}

/** Which of the row's controls has the focus; -1 = the row itself. */
function controlIn(row: HTMLElement): number {
  return controlsOf(row).indexOf(document.activeElement as HTMLElement)
}

function focusControl(row: HTMLElement, control: number) {
  ;(controlsOf(row)[control] ?? row).focus({ preventScroll: true })
}
