import { useEffect, useEffectEvent } from 'react'
import { keyboardIsTaken } from '@/components/ui/typing'

/**
 * Calls `onEscape` on Esc, unless something is open that handles the key. `onEscape` returns whether it closed something; a search
 * field then keeps its text. Listens in the capture phase, so that it runs before an open menu closes.
 */
export function useEscape(onEscape: () => boolean) {
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.key !== 'Escape') return
    const searching = event.target instanceof HTMLInputElement && event.target.type === 'search'
    if (searching ? document.querySelector('dialog[open]') : keyboardIsTaken(event)) return
    if (document.querySelector(':is([popover=auto], [role=tooltip]):popover-open')) return
    // Esc also cancels the resizing of a column.
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
