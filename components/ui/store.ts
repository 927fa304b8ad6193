// Values that components watch by `useStore`. Without React, because the server imports this file too, in the queries.

export function createListeners() {
  const listeners = new Set<() => void>()
  return {
    subscribe: (listener: () => void) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    tell: () => {
      for (const listener of listeners) listener()
    },
    isWatched: () => listeners.size > 0,
  }
}

export function createStore<T>(first: T) {
  const listeners = createListeners()
  let value = first
  return {
    ...listeners,
    get: () => value,
    set: (next: T) => {
      value = next
      listeners.tell()
    },
  }
}
