'use client'

import { useSyncExternalStore } from 'react'
import { serverNow } from './server-clock'

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

function read() {
  if (now === 0) now = serverNow()
  return now
}

/** Epoch milliseconds by the server's clock, new every 10 s; null on the server and while hydrating, so that both write the same text. */
export function useNow(): number | null {
  return useSyncExternalStore<number | null>(subscribe, read, () => null)
}
