'use client'

import { type ReactNode, useEffect, useRef, useState } from 'react'

/** Renders its content once it is on the screen, after the rest of the page: a chart never delays a page's rows. */
export function WhenSeen({ children, pending }: { children: ReactNode; pending: ReactNode }) {
  const [seen, setSeen] = useState(false)
  const place = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const { current } = place
    if (!current) return
    const observer = new IntersectionObserver(entries => {
      if (!entries.some(entry => entry.isIntersecting)) return
      observer.disconnect()
      setSeen(true)
    })
    observer.observe(current)
    return () => observer.disconnect()
  }, [])
  return <div ref={place}>{seen ? children : pending}</div>
}
