import { useEffect, useEffectEvent } from 'react'
import { keyboardIsTaken } from '@/components/ui/typing'

/**
 * Esc while nothing that closes by itself is open; `onEscape` answers whether it closed something. In a search it then keeps its text.
 * Before anything else hears the key: a menu is still there then.
 */
export function useEscape(onEscape: () => boolean) {
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.key !== 'Escape') return
    const searching = event.target instanceof HTMLInputElement && event.target.type === 'search'
    if (searching ? document.querySelector('dialog[open]') : keyboardIsTaken(event)) return
    if (document.querySelector(':is([popover=auto], [role=tooltip]):popover-open')) return
    // A column being dragged goes back by the same key.
    if (event.target instanceof Element && event.target.closest('[role=separator]')) return
    if (onEscape() && searching) {
      event.preventDefault()
      event.stopPropagation()
    }
  })
  useEffect(() => {
    document.addEventListener('keydown', onKey, true)
    return () => document.removeEventListener('keydown', onKey, true)
  }, [])
}
