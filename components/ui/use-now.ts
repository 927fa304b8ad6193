'use client'

import { createContext, use, useSyncExternalStore } from 'react'
import { serverNow } from './server-clock'

/** When the server rendered the page, in epoch milliseconds. Server and browser render the same text with it. */
export const RenderedAt = createContext(0)

// One timer for the whole page, shared by all rows.
const listeners = new Set<() => void>()
let now = 0
let timer: ReturnType<typeof setInterval> | undefined

function subscribe(listener: () => void) {
  listeners.add(listener)
  timer ??= setInterval(() => {
    now = serverNow()
    for (const tick of listeners) tick()
  }, 10_000)
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    clearInterval(timer)
    timer = undefined
    now = 0
  }
}

/** Epoch milliseconds of the server's clock, as shown in texts: up to 10 s old. */
export function readNow(): number {
  if (now === 0) now = serverNow()
  return now
}

/** The server's clock in epoch milliseconds, every 10 s. First the render time, so that hydration changes no text. */
export function useNow(): number {
  const renderedAt = use(RenderedAt)
  const atFirst = () => {
    if (typeof document !== 'undefined' && now === 0) now = renderedAt
    return renderedAt
  }
  return useSyncExternalStore(subscribe, readNow, atFirst)
}
