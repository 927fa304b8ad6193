import 'server-only'

// Commands and workers are bundled apart: the bell hangs where both find it.
const store = globalThis as { consoleJobBells?: Set<() => void> }

/** Work was committed, or may go on: this process's workers look at once, those of others within their next second. */
export function wakeWorkers(): void {
  for (const ring of store.consoleJobBells ?? []) ring()
}

/** @returns forgets it again */
export function onWork(ring: () => void): () => void {
  store.consoleJobBells ??= new Set()
  store.consoleJobBells.add(ring)
  return () => store.consoleJobBells?.delete(ring)
}
