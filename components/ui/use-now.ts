'use client'

import { createContext, use, useSyncExternalStore } from 'react'
import { serverNow } from './server-clock'

/** When the server made the page, epoch milliseconds: server and browser write the same text with it. */
export const RenderedAt = createContext(0)

// One clock for the whole page: a hundred rows tick together and cost one timer.
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

/** Epoch milliseconds by the server's clock, as texts show it: up to 10 s old. */
export function readNow(): number {
  if (now === 0) now = serverNow()
  return now
}

/** Epoch milliseconds by the server's clock, new every 10 s. The first is the page's own, so that no text changes while it hydrates. */
export function useNow(): number {
  const renderedAt = use(RenderedAt)
  const atFirst = () => {
    if (typeof document !== 'undefined' && now === 0) now = renderedAt
    return renderedAt
  }
  return useSyncExternalStore(subscribe, readNow, atFirst)
}
