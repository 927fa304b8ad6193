// Buttons and fields are visible before React handles them. Until then React loses a click, and empties a field whose value it holds; the
// browser sends a form itself, without our code. So the last click or submission is held back and repeated when React has hydrated its
// element, and typed text is typed again, at the latest before the next click: a click may come right after the hydration, before the next
// frame. Links and popovers work without React.
//
// An element has a fiber as soon as React begins to hydrate the part around it, and keeps it if React gives up. So the parts around it count
// too: none may still have to be placed or hydrated (flags 2 and 4096). React decides by the same test whether it handles an event
// (getNearestMountedFiber).
//
// React may also replace a part instead of hydrating it, if the part's properties change before its code has loaded. The click then goes
// to the one button on the page with the same words.
const repeatInput = `(() => {
  let waiting
  const isHydrated = element => {
    let fiber = element[Object.keys(element).find(key => key.startsWith('__reactFiber'))]
    if (!fiber) return false
    for (; fiber; fiber = fiber.return) if (!fiber.alternate && fiber.flags & 4098) return false
    return true
  }
  const whenHydrated = (find, act) => {
    const address = location.href
    const until = Date.now() + 10000
    const look = () => {
      if (location.href !== address || Date.now() > until) return
      const element = find()
      if (element === undefined) return
      if (element && isHydrated(element) && !element.disabled) act(element)
      else requestAnimationFrame(look)
    }
    look()
  }
  const hold = (event, element, find, act) => {
    const mine = {}
    waiting = mine
    for (const field of typed.keys()) if (isHydrated(field)) typeAgain(field)
    if (!element || isHydrated(element)) return
    event.preventDefault()
    event.stopImmediatePropagation()
    whenHydrated(() => (waiting === mine ? find(element) : undefined), act)
  }

  const typed = new Map()
  const typeAgain = field => {
    const text = typed.get(field)
    if (!typed.delete(field)) return
    // React ignores an event after which its own record of the value is unchanged.
    field.value = ''
    Object.getOwnPropertyDescriptor(Object.getPrototypeOf(field), 'value').set.call(field, text)
    field.dispatchEvent(new Event('input', { bubbles: true }))
  }

  const words = button => button.textContent + '|' + button.ariaLabel
  const inPlaceOf = button => {
    if (button.isConnected) return button
    const same = [...document.querySelectorAll('button[type=button]')].filter(other => words(other) === words(button))
    return same.length === 1 ? same[0] : null
  }
  const button = event => event.target.closest?.('button[type=button]:not([popovertarget])')
  addEventListener('click', event => hold(event, button(event), inPlaceOf, button => button.click()), true)
  addEventListener('submit', event => hold(event, event.target, form => form, form => form.requestSubmit()), true)

  addEventListener('input', ({ target }) => {
    if (!target.matches('input:not([type=checkbox],[type=radio],[type=file]),textarea')) return
    const isKnown = typed.has(target)
    if (!isKnown && isHydrated(target)) return
    typed.set(target, target.value)
    if (!isKnown) whenHydrated(() => target, typeAgain)
  }, true)
})()`

/** Runs while the page is parsed, before the scripts of Next.js. */
export function EarlyInput({ nonce }: { nonce: string | undefined }) {
  // The browser hides the nonce from scripts, so that React finds another one there.
  // biome-ignore lint/security/noDangerouslySetInnerHtml: a constant; React would escape it as text
  return <script nonce={nonce} suppressHydrationWarning dangerouslySetInnerHTML={{ __html: repeatInput }} />
}
