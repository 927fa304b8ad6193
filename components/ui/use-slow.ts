'use client'

import { useEffect, useState } from 'react'

/** Whether it has been on for a while: what is over in a moment should dim and move nothing. */
export function useSlow(on: boolean): boolean {
  const [slow, setSlow] = useState(false)
  useEffect(() => {
    if (!on) return
    const timer = setTimeout(() => setSlow(true), 300)
    return () => {
      clearTimeout(timer)
      setSlow(false)
    }
  }, [on])
  return on && slow
}
