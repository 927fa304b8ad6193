import { useEffect, useState } from 'react'

/**
 * Holds a secret for a time, in this component's memory only. It is forgotten when the time is up, when the page is hidden, and when the
 * component unmounts. `left` is in seconds.
 */
export function useShownSecret(forMs: number) {
  const [shown, setShown] = useState<{ value: string; until: number; left: number } | null>(null)
  const until = shown?.until ?? null
  useEffect(() => {
    if (until === null) return
    const forget = () => setShown(null)
    const look = () => {
      const left = Math.ceil((until - Date.now()) / 1_000)
      if (left <= 0 || document.hidden) return forget()
      setShown(before => before && { ...before, left })
    }
    const timer = setInterval(look, 250)
    document.addEventListener('visibilitychange', look)
    // Also before the page enters the back/forward cache.
    window.addEventListener('pagehide', forget)
    return () => {
      clearInterval(timer)
      document.removeEventListener('visibilitychange', look)
      window.removeEventListener('pagehide', forget)
    }
  }, [until])
  const show = (value: string) =>
    setShown(document.hidden ? null : { value, until: Date.now() + forMs, left: Math.ceil(forMs / 1_000) })
  return { value: shown?.value ?? null, left: shown?.left ?? 0, show }
}
