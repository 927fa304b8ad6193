import 'server-only'
import { randomBytes, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http'
import { oncePerProcess } from '../once-per-process'

/** Known in this process only. A request with it has passed the request guard, also one that Next sends to itself. */
export const guardMark = oncePerProcess('consoleDoorMark', () => randomBytes(32).toString('base64url'))

export function isGuardMark(value: string | string[] | null | undefined): boolean {
  if (typeof value !== 'string') return false
  const [given, known] = [Buffer.from(value), Buffer.from(guardMark())]
  return given.length === known.length && timingSafeEqual(given, known)
}

/** Headers that our own pages send; they prove nothing. */
const saidByPages = new Set(['x-console-active', 'x-console-operator'])

/**
 * Removes headers that only servers send. Next and its adapters trust dozens of `x-…` headers (rewrites, prefetches,
 * forwarded hosts, subrequests). Browsers send none of them, so all are removed, including those that we set ourselves.
 */
export function dropForged(headers: IncomingHttpHeaders): void {
  for (const name of Object.keys(headers)) {
    if (saidByPages.has(name)) continue
    if (name.startsWith('x-') || name === 'forwarded' || name === 'next-resume') delete headers[name]
  }
}

/** The headers that the rest of the process may trust. The host is always ours, whatever the client sent. */
export function setTrustedHeaders(
  headers: IncomingHttpHeaders,
  appUrl: string,
  about: { requestId: string; address: string },
) {
  const { host, protocol, port } = new URL(appUrl)
  headers.host = host
  headers['x-forwarded-host'] = host
  headers['x-forwarded-proto'] = protocol.slice(0, -1)
  headers['x-forwarded-port'] = port || (protocol === 'https:' ? '443' : '80')
  headers['x-forwarded-for'] = about.address
  headers['x-console-address'] = about.address
  headers['x-console-guard'] = guardMark()
  headers['x-request-id'] = about.requestId
}

const denied =
  'accelerometer browsing-topics camera display-capture geolocation gyroscope hid idle-detection magnetometer ' +
  'microphone midi payment screen-wake-lock serial usb xr-spatial-tracking'
const permissionsPolicy = [
  ...denied.split(' ').map(feature => `${feature}=()`),
  'publickey-credentials-create=(self)',
  'publickey-credentials-get=(self)',
].join(', ')

/** Built files have a content hash in their names; everything else depends on the operator. */
function isPublicFile(path: string): boolean {
  return path.startsWith('/_next/static/') || path === '/icon.svg' || path === '/favicon.ico'
}

/** Security headers for every answer, of a page, a route or a file. For pages, proxy.ts replaces the content security policy. */
export function securityHeaders(appUrl: string, path: string): OutgoingHttpHeaders {
  return {
    'content-security-policy': "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': permissionsPolicy,
    'referrer-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    ...(appUrl.startsWith('https:') && { 'strict-transport-security': 'max-age=63072000; includeSubDomains' }),
    ...(!isPublicFile(path) && { 'cache-control': 'private, no-store', vary: 'Cookie' }),
  }
}
