import 'server-only'

// Commands and workers are in separate bundles: the listeners live on globalThis, where both find them.
const store = globalThis as { consoleJobBells?: Set<() => void> }

/** Work was committed or may continue: workers of this process look at once, those of others within a second. */
export function wakeWorkers(): void {
  for (const ring of store.consoleJobBells ?? []) ring()
}

/** @returns removes the listener */
export function onWork(ring: () => void): () => void {
  store.consoleJobBells ??= new Set()
  store.consoleJobBells.add(ring)
  return () => store.consoleJobBells?.delete(ring)
}
