'use client'

import type { Route } from 'next'
import { useRouter } from 'next/navigation'
import { type MouseEvent, type RefObject, useLayoutEffect, useRef } from 'react'
import { staysOffline } from '@/components/states/offline'
import { type RowSelection, toggleIds } from './selection'

type Router = ReturnType<typeof useRouter>

/** `useRouter` renders its component at each change of the address. This component has nothing to render. */
export function KeepRouter({ at }: { at: RefObject<Router | null> }) {
  const router = useRouter()
  useLayoutEffect(() => {
    at.current = router
  }, [at, router])
  return null
}

type Options<Row> = {
  rows: readonly Row[]
  ids: readonly string[]
  rowHref: ((row: Row) => Route) | undefined
  onOpen: ((row: Row) => void) | undefined
  selection: RowSelection<Row> | undefined
}

/** What clicks and keys on a row do: open it, tick it. */
export function useRowActions<Row>({ rows, ids, rowHref, onOpen, selection }: Options<Row>) {
  'use memo'
  const router = useRef<Router>(null)
  const anchor = useRef<string | null>(null)
  const opens = rowHref !== undefined || onOpen !== undefined

  const open = (id: string, newTab: boolean) => {
    const row = rows[ids.indexOf(id)]
    if (row === undefined) return
    if (!rowHref) return onOpen?.(row)
    if (staysOffline()) return
    if (newTab) return void window.open(rowHref(row), '_blank', 'noopener')
    // After a key pressed just before has written the address (the next task): that would cancel this navigation.
    setTimeout(() => router.current?.push(rowHref(row)))
  }
  const toggle = (id: string, range: boolean) => {
    if (selection?.locked) return selection.locked.onTry()
    selection?.onChange(toggleIds(selection.ids, ids, id, anchor.current, range))
    anchor.current = id
  }
  const onClick = (event: MouseEvent<HTMLElement>) => {
    const ticked = event.button === 0 && tickedRow(event)
    if (ticked) return toggle(ticked, event.shiftKey)
    const chosen = selection && selectedByTap(event)
    if (chosen) {
      event.preventDefault()
      return toggle(chosen, false)
    }
    const linked = rowHref && plainLink(event)
    if (linked) {
      event.preventDefault()
      return open(linked, false)
    }
    const id = opens ? clickedRow(event) : null
    if (id === null) return
    const newTab = event.ctrlKey || event.metaKey || event.button === 1
    const row = rows[ids.indexOf(id)]
    if (onOpen && row !== undefined && !newTab) onOpen(row)
    else open(id, newTab)
  }
  return { router, opens, open, toggle, onClick }
}

/** The row whose checkbox was clicked, or null. */
function tickedRow(event: MouseEvent<HTMLElement>): string | null {
  const box = event.target instanceof Element ? event.target.closest('[data-row-tick]') : null
  return box?.closest('tr')?.dataset.rowId ?? null
}

/** The row that was tapped while a phone shows checkboxes, or null. A tap on its other buttons is theirs. */
function selectedByTap({ target }: MouseEvent<HTMLElement>): string | null {
  if (!(target instanceof Element) || !target.closest('[data-selecting]')) return null
  if (window.innerWidth >= 640 || target.closest('button, [popover], dialog')) return null
  return target.closest('tr')?.dataset.rowId ?? null
}

/**
 * The row whose <a data-row-link> got a plain click, or null. The browser handles all other clicks. Plain links are
 * cheaper than a router link in every row.
 */
function plainLink(event: MouseEvent<HTMLElement>): string | null {
  if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return null
  const link = event.target instanceof Element ? event.target.closest('a[data-row-link]') : null
  return link?.closest('tr')?.dataset.rowId ?? null
}

/** The row to open after a click, or null. Clicks on controls and [data-no-open], and selecting text, do not open a row. */
function clickedRow(event: MouseEvent<HTMLElement>): string | null {
  if (!(event.target instanceof Element) || event.button > 1) return null
  if (event.target.closest('a, button, input, label, select, [popover], dialog, [data-no-open]')) return null
  if (event.button === 0 && window.getSelection()?.isCollapsed === false) return null
  return event.target.closest('tr')?.dataset.rowId ?? null
}
