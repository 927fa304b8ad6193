import 'server-only'
import type { Problem } from '@/lib/errors'

/** Reads a header by its lower-case name; null when it was not sent. One that was sent twice is joined by a comma. */
export type ReadHeader = (name: string) => string | null

export const notOurs: Problem = { code: 'forbidden', message: 'This request did not come from the console.' }

const absentOr = (value: string | null, ...allowed: string[]) => value === null || allowed.includes(value)

/**
 * A write comes only from a script of our own pages: a browser sends Origin with every POST, and a page cannot forge
 * it.
 * @param appUrl the origin at which people open the console; the Host header is never used
 */
export function foreignWrite(header: ReadHeader, appUrl: string): Problem | null {
  const ours =
    header('origin') === appUrl &&
    absentOr(header('sec-fetch-site'), 'same-origin') &&
    absentOr(header('sec-fetch-mode'), 'cors', 'same-origin') &&
    absentOr(header('sec-fetch-dest'), 'empty')
  return ours ? null : { ...notOurs, hint: `Open the console at ${appUrl} and try again.` }
}

/** One of our own forms, sent by the browser itself before its script had loaded. */
export function isOwnFormSubmission(header: ReadHeader, appUrl: string): boolean {
  return (
    header('origin') === appUrl &&
    header('sec-fetch-site') === 'same-origin' &&
    header('sec-fetch-mode') === 'navigate' &&
    absentOr(header('sec-fetch-dest'), 'document')
  )
}

/** Another site may link to our pages and return from a sign-in there; it may not read, embed or call anything. */
export function foreignRead(header: ReadHeader, path: string): Problem | null {
  if (absentOr(header('sec-fetch-site'), 'same-origin', 'none')) return null
  const followed = header('sec-fetch-mode') === 'navigate' && absentOr(header('sec-fetch-dest'), 'document')
  const linkable = !path.startsWith('/api/') || path.startsWith('/api/auth/')
  return followed && linkable ? null : notOurs
}
