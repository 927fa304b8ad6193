/** Runs the work when the browser is idle. Returns a function that cancels it. */
export function whenIdle(work: () => void): () => void {
  if ('requestIdleCallback' in window) {
    const handle = window.requestIdleCallback(work, { timeout: 2_000 })
    return () => window.cancelIdleCallback(handle)
  }
  const timer = setTimeout(work, 200)
  return () => clearTimeout(timer)
}

/**
 * The same, after the first pointer or focus event in the page's content. It prepares code that the next click may
 * need, and spares pages that are only looked at.
 */
export function whenUsed(work: () => void): () => void {
  const content = document.getElementById('main') ?? document.body
  let cancel: () => void = () => undefined
  const begin = () => {
    stop()
    cancel = whenIdle(work)
  }
  const stop = () => {
    content.removeEventListener('pointerover', begin)
    content.removeEventListener('focusin', begin)
  }
  content.addEventListener('pointerover', begin)
  content.addEventListener('focusin', begin)
  return () => {
    stop()
    cancel()
  }
}
