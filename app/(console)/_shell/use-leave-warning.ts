import { useEffect } from 'react'
import { isSessionOver } from '@/app/tab-session'

/** While `on`, leaving the page loses what was typed: the browser asks first, unless the session is over. */
export function useLeaveWarning(on: boolean): void {
  useEffect(() => {
    if (!on) return
    const ask = (event: BeforeUnloadEvent) => !isSessionOver() && event.preventDefault()
    window.addEventListener('beforeunload', ask)
    return () => window.removeEventListener('beforeunload', ask)
  }, [on])
}
