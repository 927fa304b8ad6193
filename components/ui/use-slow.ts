'use client'

import { useEffect, useState } from 'react'

/** True after `on` has been true for 300 ms, so that short waits change nothing on the screen. */
export function useSlow(on: boolean): boolean {
  const [slow, setSlow] = useState(false)
  useEffect(() => {
    if (!on) return
    const timer = setTimeout(() => setSlow(true), 300)
    return () => clearTimeout(timer)
  }, [on])
  if (!on && slow) setSlow(false)
  return on && slow
}
