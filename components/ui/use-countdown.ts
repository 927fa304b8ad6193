import { useEffect, useState } from 'react'
import { serverNow } from './server-clock'

/** Whole seconds until an instant of the server's clock, then 0. Null on the server and while hydrating. */
export function useCountdown(until: string | null): number | null {
  const [now, setNow] = useState<number | null>(null)
  useEffect(() => {
    if (until === null) return
    setNow(serverNow())
    const timer = setInterval(() => setNow(serverNow()), 250)
    return () => clearInterval(timer)
  }, [until])
  if (now === null || until === null) return null
  return Math.max(0, Math.ceil((Date.parse(until) - now) / 1_000))
}
