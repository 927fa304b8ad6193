// Buttons are on the screen before React handles their clicks, and React loses a click on a part that it has not hydrated yet. The last
// such click is held back and repeated when React has hydrated the button, which then has a property of React's. Links, fields, forms and
// popovers work without React.
//
// React renders a part anew whose code arrives after its properties have changed. The click then goes to the one button with the same
// words on the same page.
const repeatClicks = `(() => {
  let waiting
  const isHydrated = button => Object.keys(button).some(key => key.startsWith('__reactProps'))
  const words = button => button.textContent + '|' + button.ariaLabel
  const inPlaceOf = button => {
    if (button.isConnected) return button
    const same = [...document.querySelectorAll('button[type=button]')].filter(other => words(other) === words(button))
    return same.length === 1 ? same[0] : null
  }
  const repeat = (button, address, until) => {
    if (waiting !== button || location.href !== address || Date.now() > until) return
    const now = inPlaceOf(button)
    if (now && isHydrated(now) && !now.disabled) now.click()
    else requestAnimationFrame(() => repeat(button, address, until))
  }
  addEventListener('click', event => {
    waiting = event.target.closest?.('button[type=button]:not([popovertarget])')
    if (!waiting || isHydrated(waiting)) return
    event.stopImmediatePropagation()
    repeat(waiting, location.href, Date.now() + 10000)
  }, true)
})()`

/** Runs while the page is parsed, before the scripts of Next.js. */
export function EarlyClicks({ nonce }: { nonce: string | undefined }) {
  // The browser hides the nonce from scripts, so that React finds another one there.
  // biome-ignore lint/security/noDangerouslySetInnerHtml: a constant; React would escape it as text
  return <script nonce={nonce} suppressHydrationWarning dangerouslySetInnerHTML={{ __html: repeatClicks }} />
}
