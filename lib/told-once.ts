/** The same function, which works out the answer for an object once. For objects that are never changed in place. */
export function toldOnce<Of extends object, Answer>(tell: (of: Of) => Answer): (of: Of) => Answer {
  const told = new WeakMap<Of, { answer: Answer }>()
  return of => {
    const known = told.get(of) ?? { answer: tell(of) }
    told.set(of, known)
    return known.answer
  }
}
