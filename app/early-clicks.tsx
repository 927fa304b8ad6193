// Buttons are on the screen before React handles their clicks, and React loses a click on a part that it has not hydrated yet. The last
// such click is held back and repeated when React has hydrated the button, which then has a property of React's. Links, fields, forms and
// popovers work without React.
const repeatClicks = `(() => {
  let waiting
  const isHydrated = button => Object.keys(button).some(key => key.startsWith('__reactProps'))
  const repeat = (button, until) => {
    if (waiting !== button || !button.isConnected || Date.now() > until) return
    if (isHydrated(button)) button.click()
    else requestAnimationFrame(() => repeat(button, until))
  }
  addEventListener('click', event => {
    waiting = event.target.closest?.('button[type=button]:not([popovertarget])')
    if (!waiting || isHydrated(waiting)) return
    event.stopImmediatePropagation()
    repeat(waiting, Date.now() + 10000)
  }, true)
})()`

/** Runs while the page is parsed, before the scripts of Next.js. */
export function EarlyClicks({ nonce }: { nonce: string | undefined }) {
  // The browser hides the nonce from scripts, so that React finds another one there.
  // biome-ignore lint/security/noDangerouslySetInnerHtml: a constant; React would escape it as text
  return <script nonce={nonce} suppressHydrationWarning dangerouslySetInnerHTML={{ __html: repeatClicks }} />
}
