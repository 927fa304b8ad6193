import 'server-only'
import type { IncomingMessage } from 'node:http'
import type { Problem } from '@/lib/errors'
import { foreignRead, foreignWrite, isOwnFormSubmission, type ReadHeader } from './origin'
import { isRouterState } from './router-state'

/** Bytes. Enough for the most accounts that can be ticked (10,000 ids). */
export const longestBody = 512 * 1024
/** The lines of a file, 5,000 at most, from the two screens that read one. `next.config.js` sets the same limit. */
export const longestFile = 3 * 1024 * 1024
const filePages = new Set(['/accounts/import', '/channels/limits'])

/** The size limit for a request to this address. */
export function longestBodyFor(method: string | undefined, path: string): number {
  return method === 'POST' && filePages.has(path) ? longestFile : longestBody
}
/** Bytes: enough for everything that a person who is not signed in sends (a sign-in, an invitation, a passkey). */
export const longestOfStrangers = 32 * 1024
/** Characters: enough for every filter of a list at once. */
const longestAddress = 8 * 1024
/** next-auth repeats its addresses in headers, encoded once more, and Node accepts 16 KB of these. */
const longestAuthAddress = 4_000

/** An answer that the request guard gives itself. */
export type Refusal = { status: number; problem: Problem; headers?: Record<string, string> }

const refusal = (status: number, message: string, headers?: Record<string, string>): Refusal => ({
  status,
  problem: { code: 'invalid', message },
  ...(headers && { headers }),
})

export const stopping = (): Refusal => ({
  status: 503,
  problem: { code: 'unavailable', message: 'The console is stopping. Nothing was done. Try again in a moment.' },
  headers: { 'retry-after': '5' },
})
export const bodyTooLong = (): Refusal => refusal(413, 'This request is too large for the console.')
/** Next's own status for an action that this build does not have: the page then knows that nothing ran. */
const unknownAction = () => refusal(404, 'There is no such action.', { 'x-nextjs-action-not-found': '1' })
export const unreadableBody = (): Refusal => refusal(400, 'The content of this request could not be read.')

/**
 * An address has one spelling: no second slash, no dot segments, no encoded slash, backslash, dot or control character.
 * Proxies, Next and the file system read these differently, and none of our addresses has one. None of them ends in
 * Next's own suffixes either, at which Next answers with a page's data instead of the page.
 */
function isPlainPath(path: string): boolean {
  if (!/^\/[\x21-\x7e]*$/.test(path) || /\/\/|\\|#/.test(path)) return false
  if (/%(?![0-9a-f]{2})|%(?:2f|5c|2e|25|[01][0-9a-f]|7f)/i.test(path)) return false
  if (/\.(?:rsc|segments)(?:\/|$)/.test(path)) return false
  if (path.split('/').some(segment => segment === '.' || segment === '..')) return false
  try {
    decodeURIComponent(path)
    return true
  } catch {
    return false
  }
}

/** Refuses a request before Next sees any of it. Null = it may pass. */
export function refuseRequest(request: IncomingMessage, path: string, appUrl: string): Refusal | null {
  const { method = '', url = '' } = request
  const header: ReadHeader = name => headerOf(request, name)
  if (!['GET', 'HEAD', 'POST'].includes(method)) {
    return refusal(405, 'The console does not support this HTTP method.', { allow: 'GET, HEAD, POST' })
  }
  const longest = path.startsWith('/api/auth/') ? longestAuthAddress : longestAddress
  if (url.length > longest) return refusal(414, 'This address is too long.')
  if (!isPlainPath(path) || !/^[\x21-\x7e]*$/.test(url)) return refusal(400, 'This is not an address of the console.')
  const expected = header('expect')
  if (expected !== null && expected.toLowerCase() !== '100-continue')
    return refusal(417, 'The console does not support the Expect header.')
  if (Number(header('content-length') ?? 0) > longestBodyFor(method, path)) return bodyTooLong()
  const tree = header('next-router-state-tree')
  if (tree !== null && !isRouterState(tree)) return refusal(400, 'A header of this request could not be read.')
  if (method === 'POST') return refuseWrite(header, path, url, appUrl)
  const problem = foreignRead(header, path)
  return problem && { status: 403, problem }
}

/** Writes are server actions, and the POSTs of next-auth; nothing else accepts a POST. */
function refuseWrite(header: ReadHeader, path: string, url: string, appUrl: string): Refusal | null {
  if (isOwnFormSubmission(header, appUrl)) {
    return refusal(303, 'Only the page of this form can send it.', { location: url })
  }
  const problem = foreignWrite(header, appUrl)
  if (problem) return { status: 403, problem }
  const type = (header('content-type') ?? '').split(';')[0]?.trim().toLowerCase()
  // next-auth would write this request's content into our log.
  if (path === '/api/auth/_log') return refusal(404, 'This address does not accept reports.')
  if (path.startsWith('/api/auth/')) {
    return type === 'application/x-www-form-urlencoded' ? null : refusal(415, 'This content type is not accepted here.')
  }
  const action = header('next-action')
  if (action === null) return refusal(405, 'This address does not accept POST.', { allow: 'GET, HEAD' })
  if (!/^[0-9a-f]{42}$/.test(action)) return unknownAction()
  // React's other encoding carries files and streams; no action of ours uses it.
  return type === 'text/plain' ? null : refusal(415, 'This content type is not accepted here.')
}

export function headerOf(request: IncomingMessage, name: string): string | null {
  const value = request.headers[name]
  return Array.isArray(value) ? value.join(', ') : (value ?? null)
}
