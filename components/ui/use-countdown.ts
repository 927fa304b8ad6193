import { useEffect, useState } from 'react'

/** No clock of a visitor is that wrong about an instant that is seconds away. */
const mostSeconds = 60

/** Whole seconds until an instant, 0 from then on; null on the server and while hydrating. */
export function useCountdown(until: string | null): number | null {
  const [now, setNow] = useState<number | null>(null)
  useEffect(() => {
    if (until === null) return
    setNow(Date.now())
    const timer = setInterval(() => setNow(Date.now()), 250)
    return () => clearInterval(timer)
  }, [until])
  if (now === null || until === null) return null
  return Math.min(mostSeconds, Math.max(0, Math.ceil((Date.parse(until) - now) / 1_000)))
}
