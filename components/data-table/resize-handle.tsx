'use client'

import { type KeyboardEvent, type PointerEvent, useRef, useState } from 'react'
import { columnWidth } from '@/lib/table-look'
import { clampWidth } from './layout'

export type ResizeHandlers = {
  /** While dragging: the width so far, in pixels. */
  onResize: (id: string, width: number) => void
  /** The final width, after dragging or a key. Null = back to the default width. */
  onCommit: (id: string, width: number | null) => void
  onCancel: () => void
}

type Props = ResizeHandlers & {
  id: string
  label: string
  width: number
  /** Whether Tab reaches this handle. Only one handle of the header is in the tab order. */
  reachable: boolean
  onReach: (id: string) => void
}

/**
 * Resizes a column by dragging or with the left and right arrow keys. A double-click or Enter restores the default
 * width. Up and down go to the handles of the previous and the next column.
 */
export function ResizeHandle({ id, label, width, reachable, onResize, onCommit, onCancel, onReach }: Props) {
  const [measured, setMeasured] = useState<number | null>(null)
  const drag = useDrag({ id, onResize, onCommit, onCancel })

  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    if (event.key === 'Escape' && drag.isUnderWay()) {
      event.stopPropagation()
      return drag.handlers.onPointerCancel()
    }
    const beside = handleBeside(event)
    if (beside) {
      event.preventDefault()
      return beside.focus()
    }
    const now = widthOf(event.currentTarget)
    const next = keyWidth(event, now)
    if (next === undefined) return
    event.preventDefault()
    setMeasured(next)
    onCommit(id, next)
  }
  return (
    // biome-ignore lint/a11y/useSemanticElements: a rule cannot be moved
    <div
      role="separator"
      aria-orientation="vertical"
      aria-label={`Width of ${label}`}
      aria-valuenow={measured ?? width}
      aria-valuemin={columnWidth.min}
      aria-valuemax={columnWidth.max}
      aria-valuetext={`${measured ?? width} pixels`}
      tabIndex={reachable ? 0 : -1}
      title="Drag to resize. Double-click for the default width. Keys: ← → width, ↑ ↓ column, Enter default width"
      className="resize-handle"
      {...drag.handlers}
      onDoubleClick={() => onCommit(id, null)}
      onKeyDown={onKeyDown}
      onFocus={event => {
        setMeasured(clampWidth(widthOf(event.currentTarget)))
        onReach(id)
      }}
      onBlur={() => setMeasured(null)}
    />
  )
}

/** Follows the pointer from the press to its release. */
function useDrag({ id, onResize, onCommit, onCancel }: ResizeHandlers & { id: string }) {
  const drag = useRef<{ from: number; width: number; moved: boolean } | null>(null)

  const start = (event: PointerEvent<HTMLElement>) => {
    if (event.button !== 0) return
    // A growing column is wider than its set width: dragging starts from the visible width.
    drag.current = { from: event.clientX, width: widthOf(event.currentTarget), moved: false }
    event.currentTarget.setPointerCapture(event.pointerId)
  }
  const move = (event: PointerEvent<HTMLElement>) => {
    const now = drag.current
    if (!now || (!now.moved && event.clientX === now.from)) return
    now.moved = true
    onResize(id, clampWidth(now.width + event.clientX - now.from))
  }
  const end = (event: PointerEvent<HTMLElement>) => {
    const now = drag.current
    drag.current = null
    if (now?.moved) onCommit(id, clampWidth(now.width + event.clientX - now.from))
  }
  const cancel = () => {
    drag.current = null
    onCancel()
  }
  return {
    isUnderWay: () => drag.current !== null,
    handlers: { onPointerDown: start, onPointerMove: move, onPointerUp: end, onPointerCancel: cancel },
  }
}

function widthOf(handle: HTMLElement): number {
  return handle.closest('th')?.offsetWidth ?? 0
}

/** Null = another key, or no further handle. */
function handleBeside(event: KeyboardEvent<HTMLElement>): HTMLElement | null {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
  if (step === undefined) return null
  const all = [...(event.currentTarget.closest('tr')?.querySelectorAll<HTMLElement>('[role=separator]') ?? [])]
  return all[all.indexOf(event.currentTarget) + step] ?? null
}

/** Undefined = a key that does not resize. */
function keyWidth(event: KeyboardEvent, now: number): number | null | undefined {
  const step = event.shiftKey ? 32 : 8
  if (event.key === 'ArrowLeft') return clampWidth(now - step)
  if (event.key === 'ArrowRight') return clampWidth(now + step)
  if (event.key === 'Home') return columnWidth.min
  if (event.key === 'End') return columnWidth.max
  return event.key === 'Enter' ? null : undefined
}
