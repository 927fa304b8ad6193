import { causesOf } from '../platform/db/causes'

/** What went wrong, for the terminal: the cause, because the database's wrapper repeats whole statements and rows. */
export function wordsOf(error: unknown): string {
  const deepest = error instanceof Error ? [...causesOf(error)].at(-1) : null
  return deepest?.message || String(error)
}
