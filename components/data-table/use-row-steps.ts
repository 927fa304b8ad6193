'use client'

import { startTransition, useEffect, useState } from 'react'
import { rowsInSight } from './table-frame'

/** Rows drawn per step, after the visible ones. */
const step = 50

/**
 * The rows to draw now. After a new search, a long page draws the visible rows first, because the table then starts at
 * its top. Below them the previous rows stay until the new ones are drawn in steps, so that the page stays responsive.
 * Without a question, all rows are drawn at once.
 */
export function useRowSteps<Row>(rows: readonly Row[], question: string | undefined, rowPixels: number) {
  const [drawn, setDrawn] = useState({ question, rows, upTo: Infinity, before: rows })
  const upTo = question === drawn.question ? drawn.upTo : firstStep(rows.length, rowsInSight(rowPixels))
  const before = question === drawn.question ? drawn.before : drawn.rows
  if (rows !== drawn.rows || question !== drawn.question) setDrawn({ question, rows, upTo, before })
  const count = rows.length
  useEffect(() => {
    if (upTo >= count) return
    return afterPaint(() => startTransition(() => setDrawn(now => ({ ...now, upTo: now.upTo + step }))))
  }, [upTo, count])
  const waiting = upTo < count
  return { shown: waiting ? [...rows.slice(0, upTo), ...before.slice(upTo, count)] : rows, waiting }
}

/** A few more rows than the visible ones are drawn with them, because a second pass over the table takes longer. */
function firstStep(count: number, inSight: number): number {
  return count - inSight <= step ? count : inSight
}

/** Waits for the paint, because effects after a click run before it. */
function afterPaint(work: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  const frame = requestAnimationFrame(() => {
    timer = setTimeout(work)
  })
  return () => {
    cancelAnimationFrame(frame)
    clearTimeout(timer)
  }
}
