'use client'

import { useEffect } from 'react'

type EarlyWindow = { earlyClick?: ((event: Event) => void) | undefined; earlyButton?: HTMLElement | null }

// Buttons are on the screen before React handles their clicks. Until then the last click on a button is kept, and it is repeated
// afterwards. Links, fields, forms and popovers work without React.
const keepClicks = `addEventListener('click',earlyClick=event=>{
earlyButton=event.target.closest?.('button[type=button]:not([popovertarget])')},true)`

/** The script runs while the page is parsed, before those of Next.js. */
export function EarlyClicks({ nonce }: { nonce: string | undefined }) {
  useEffect(() => {
    const kept = window as EarlyWindow
    if (!kept.earlyClick) return
    removeEventListener('click', kept.earlyClick, true)
    if (kept.earlyButton?.isConnected) kept.earlyButton.click()
    kept.earlyClick = undefined
  }, [])
  // The browser hides the nonce from scripts, so React reads another value when it hydrates.
  // biome-ignore lint/security/noDangerouslySetInnerHtml: a constant; React would escape it as text
  return <script nonce={nonce} suppressHydrationWarning dangerouslySetInnerHTML={{ __html: keepClicks }} />
}
