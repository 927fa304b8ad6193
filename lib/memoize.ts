/** Caches the result per object. Only for objects that are never changed in place. */
export function memoizeByReference<Key extends object, Answer>(compute: (key: Key) => Answer): (key: Key) => Answer {
  const cache = new WeakMap<Key, { answer: Answer }>()
  return key => {
    const known = cache.get(key) ?? { answer: compute(key) }
    cache.set(key, known)
    return known.answer
  }
}
