'use client'

import { startTransition, useEffect, useState } from 'react'
import { rowsInSight } from './table-frame'

/** So many more rows are drawn at a time once those in sight are. */
const step = 50

/**
 * The rows to draw now. After another question those that can be in sight come first where many follow, since the table then starts at its top;
 * below them the former rows keep their places until the new ones follow, bit by bit, while the page stays alive.
 * Without a question every row is drawn at once.
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

/** Few rows below those in sight are drawn with them: a second pass over the table would take longer. */
function firstStep(count: number, inSight: number): number {
  return count - inSight <= step ? count : inSight
}

/** After a click effects run before the browser has painted what it changed. */
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
