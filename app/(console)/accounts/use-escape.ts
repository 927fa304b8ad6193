import { useEffect, useEffectEvent } from 'react'
import { keyboardIsTaken } from '@/components/ui/typing'

/** Esc while nothing that closes by itself is open. Before anything else hears the key: a menu is still there then. */
export function useEscape(onEscape: () => void) {
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.key !== 'Escape' || keyboardIsTaken(event)) return
    if (document.querySelector(':is([popover=auto], [role=tooltip]):popover-open')) return
    // A column being dragged goes back by the same key.
    if (event.target instanceof Element && event.target.closest('[role=separator]')) return
    onEscape()
  })
  useEffect(() => {
    document.addEventListener('keydown', onKey, true)
    return () => document.removeEventListener('keydown', onKey, true)
  }, [])
}
