'use client'

import { useEffect, useId } from 'react'
import { createStore } from './store'
import { keyboardIsTaken } from './typing'
import { useStore } from './use-store'

/** `keys` are alternatives, as they are written on the keyboard; "g a" is one key after the other. */
export type Shortcut = {
  id: string
  keys: readonly string[]
  label: string
  /** The heading in the help: where it works. */
  scope: string
  /** Absent where an element that has the focus handles the key itself. */
  run?: ((event: KeyboardEvent) => void) | undefined
}

export const anywhere = 'Anywhere'
export const goTo = 'Go to'

/** How long the first key of a sequence waits for the second. */
const prefixMs = 4_000

const sources = new Map<string, readonly Shortcut[]>()
/** The first key of a sequence that waits for its second; empty = none. */
const prefix = createStore('')
let timer: ReturnType<typeof setTimeout> | undefined

/** Everything that works on this page now. The help shows it, so that it cannot name anything else. */
export function registeredShortcuts(): Shortcut[] {
  const all = [...sources.values()].flat()
  return all.filter((shortcut, at) => all.findIndex(other => other.id === shortcut.id) === at)
}

/** Registers shortcuts while the component is mounted. */
export function useShortcuts(shortcuts: readonly Shortcut[]): void {
  const source = useId()
  useEffect(() => void sources.set(source, shortcuts))
  useEffect(() => {
    // In the capture phase: the second key of a sequence must not also act on the row that has the focus.
    document.addEventListener('keydown', onKey, true)
    return () => {
      sources.delete(source)
      if (sources.size === 0) document.removeEventListener('keydown', onKey, true)
    }
  }, [source])
}

export const useShortcutPrefix = (): string => useStore(prefix, '')

function setPrefix(next: string) {
  clearTimeout(timer)
  if (next) timer = setTimeout(() => setPrefix(''), prefixMs)
  prefix.set(next)
}

function onKey(event: KeyboardEvent) {
  // Shift on its way to "?".
  if (['Shift', 'Control', 'Alt', 'Meta', 'CapsLock'].includes(event.key)) return
  const before = prefix.get()
  if (before) setPrefix('')
  if (keyboardIsTaken(event)) return
  const typed = before ? `${before} ${event.key}` : event.key
  const all = registeredShortcuts()
  const found = all.find(({ run, keys }) => run && keys.includes(typed))
  const begins = !before && all.some(({ run, keys }) => run && keys.some(key => key.startsWith(`${typed} `)))
  // After a first key, another letter does nothing, even if it is a shortcut alone.
  if (!found && !begins && !(before && event.key.length === 1)) return
  event.preventDefault()
  if (found) found.run?.(event)
  else if (begins) setPrefix(typed)
}
