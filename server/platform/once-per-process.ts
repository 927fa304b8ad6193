import 'server-only'

/**
 * What a process has once, made at its first use. Kept on globalThis, because Next gives every bundle its own copy of a
 * module.
 * @param name unique in the console
 */
export function oncePerProcess<T>(name: string, make: () => T): () => T {
  const store = globalThis as unknown as Record<string, T | undefined>
  return () => {
    store[name] ??= make()
    return store[name]
  }
}
