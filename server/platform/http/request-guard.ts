import 'server-only'
import { randomUUID } from 'node:crypto'
import { subscribe } from 'node:diagnostics_channel'
import http, { type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import https from 'node:https'
import type { Socket } from 'node:net'
import type { Logger } from '../log'
import { metrics } from '../metrics'
import { addressOf } from './address'
import { boundBody, isActionBody, withholdBody } from './body'
import type { BuiltFiles } from './built-files'
import { type RequestContext, requestContext, withRequest } from './context'
import { dropForged, isGuardMark, securityHeaders, setTrustedHeaders } from './headers'
import {
  bodyTooLong,
  headerOf,
  longestBodyFor,
  longestOfStrangers,
  type Refusal,
  refuseRequest,
  stopping,
  unreadableBody,
} from './rules'
import { createTraffic, type Traffic } from './traffic'
import { noteUndeclaredProxy } from './undeclared-proxy'

type DoorSettings = {
  appUrl: string
  /** Number of our own reverse proxies in front. */
  trustedProxies: number
  /** The development server uses a web socket to its pages. */
  upgrades: boolean
  log: () => Logger | null
  /** Whether these cookies hold a session of this console. */
  bearsSession(cookies: string): Promise<boolean>
  /** The build of this process; pages of another build learn from it that they are outdated. */
  build?: string | undefined
  /** Answers for built scripts and styles in place of Next. */
  files?: BuiltFiles | undefined
}

// Long enough for a slow connection, short enough that stalled connections do not pile up. Milliseconds.
const headersTimeout = 15_000
const requestTimeout = 60_000

const store = globalThis as { consoleDoor?: Traffic; consoleUnguarded?: WeakSet<object> }

/**
 * The request guard: runs before everything in this process that answers HTTP. `next start` makes the server and gives
 * nobody access to it. So it attaches at the first connection, before a byte is read, and replaces the listeners.
 */
export function openRequestGuard(settings: DoorSettings): void {
  if (store.consoleDoor) return
  const traffic = createTraffic()
  store.consoleDoor = traffic
  const met = new WeakSet<Server>()
  const meet = (server: unknown) => {
    if (!(server instanceof http.Server || server instanceof https.Server) || met.has(server)) return
    if (store.consoleUnguarded?.has(server)) return
    met.add(server)
    standBefore(server, settings, traffic)
  }
  subscribe('net.server.socket', message => meet((message as { socket: { server?: unknown } }).socket.server))
  // A connection from before this line is attached at its first request.
  subscribe('http.server.request.start', message => meet((message as { server: unknown }).server))
}

/** Leaves out a server in this process that does not serve the console and guards itself: the metrics. */
export function leaveUnguarded(server: Server): void {
  store.consoleUnguarded ??= new WeakSet()
  store.consoleUnguarded.add(server)
}

/** Refuses new requests and waits up to `ms` for those in progress, because their database is about to close. */
export async function closeRequestGuard(ms: number): Promise<void> {
  await store.consoleDoor?.close(ms)
}

type Listener = (request: IncomingMessage, response: ServerResponse) => void

/** Exported for tests, with a server that is not attached yet. */
export function standBefore(server: Server, settings: DoorSettings, traffic = createTraffic()): void {
  const listeners = server.listeners('request') as Listener[]
  const hand: Listener = (request, response) => {
    for (const listener of listeners) listener.call(server, request, response)
  }
  const answering = new WeakSet<Socket>()
  const receive: Listener = (request, response) => {
    answering.add(request.socket)
    response.once('close', () => answering.delete(request.socket))
    // Next's requests to itself belong to an admitted request. Built files need no database, and open pages load them.
    const mayEnter =
      isGuardMark(request.headers['x-console-guard']) || request.url?.startsWith('/_next/static/') === true
    const refused = traffic.isClosing() && !mayEnter ? stopping() : null
    if (!refused) traffic.enter(response)
    enter(request, response, settings, hand, refused)
  }
  server.removeAllListeners('request')
  server.on('request', receive)
  // Node would answer this itself, without our headers.
  server.on('checkExpectation', receive)
  // Without a listener Node handles an upgrade request as a plain one; Next would leave its connection open for ever.
  if (!settings.upgrades) server.removeAllListeners('upgrade')
  server.on('clientError', (error, socket) => answerMalformed(error, socket as Socket, answering, settings.appUrl))
  server.headersTimeout = headersTimeout
  server.requestTimeout = requestTimeout
}

function enter(
  request: IncomingMessage,
  response: ServerResponse,
  settings: DoorSettings,
  hand: Listener,
  refusedBefore: Refusal | null,
): void {
  const path = (request.url ?? '').split('?')[0] ?? ''
  const context = contextOf(request, settings)
  const hasCome = performance.now()
  for (const [name, value] of Object.entries(securityHeaders(settings.appUrl, path))) {
    if (value !== undefined) response.setHeader(name, value)
  }
  response.setHeader('x-request-id', context.requestId)
  if (settings.build && path.startsWith('/api/')) response.setHeader('x-build', settings.build)
  response.once('close', () => withRequest(context, () => logAccess(request, response, path, hasCome, settings.log())))

  const refused = refusedBefore ?? refuseRequest(request, path, settings.appUrl)
  if (refused) {
    answer(response, refused)
    return
  }
  const comeIn = () => withRequest(context, () => hand(request, response))
  const longest = longestBodyFor(request.method, path)
  if (request.method !== 'POST') {
    boundBody(request, longest)
    if (!settings.files?.(request, response)) comeIn()
    return
  }
  const isAction = headerOf(request, 'next-action') !== null
  withholdBody(
    request,
    { longest, longestOfStrangers, fromStranger: isStranger(request, settings) },
    (body, giveOn) => {
      if (body === 'too long' || (body === 'dropped' && !isAction)) return answer(response, bodyTooLong())
      // Without its body the action is still called: it answers that nobody is signed in.
      const given = body === 'dropped' ? withoutInput(request) : body
      if (isAction && !isActionBody(given)) return answer(response, unreadableBody())
      giveOn(given)
      comeIn()
    },
  )
}

/** Called only for bodies that nobody has to send without a session: megabytes are not buffered for strangers. */
async function isStranger(request: IncomingMessage, { bearsSession }: DoorSettings): Promise<boolean> {
  const length = headerOf(request, 'content-length')
  if (length !== null && Number(length) <= longestOfStrangers) return false
  return !(await bearsSession(headerOf(request, 'cookie') ?? '').catch(() => false))
}

function withoutInput(request: IncomingMessage): Buffer {
  const body = Buffer.from('[]')
  if (request.headers['content-length'] !== undefined) request.headers['content-length'] = String(body.length)
  return body
}

/** Determines who asks, and leaves only trustworthy headers on the request. */
function contextOf(request: IncomingMessage, { appUrl, trustedProxies, log }: DoorSettings): RequestContext {
  const { headers, socket } = request
  // Next sends some requests on to itself: they keep the id and address of the first one.
  const passedOn = isGuardMark(headers['x-console-guard'])
  const requestId = passedOn ? headerOf(request, 'x-request-id') : null
  const address = passedOn ? headerOf(request, 'x-console-address') : null
  const forwardedFor = headerOf(request, 'x-forwarded-for')
  if (!passedOn && trustedProxies === 0 && forwardedFor !== null) noteUndeclaredProxy(log())
  const context = {
    requestId: requestId ?? randomUUID(),
    address: address ?? addressOf(socket.remoteAddress, forwardedFor ?? undefined, trustedProxies),
    operatorId: null,
  }
  dropForged(headers)
  setTrustedHeaders(headers, appUrl, context)
  return context
}

/** Closes the connection afterwards: the unread rest of the request may be anything. */
function answer(response: ServerResponse, { status, problem, headers = {} }: Refusal): void {
  if (response.headersSent || response.destroyed) return
  const body = JSON.stringify({ problem })
  response.writeHead(status, {
    ...headers,
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
    connection: 'close',
  })
  response.end(body)
}

const malformed: Record<string, string> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
}

/** Bytes that are not HTTP never become a request: this replaces Node's answer by one with our headers. */
function answerMalformed(error: Error, socket: Socket, answering: WeakSet<Socket>, appUrl: string): void {
  const code = 'code' in error ? String(error.code) : ''
  if (code === 'ECONNRESET' || !socket.writable || answering.has(socket)) {
    socket.destroy()
    return
  }
  const headers = Object.entries(securityHeaders(appUrl, '/')).map(([name, value]) => `${name}: ${value}\r\n`)
  const status = malformed[code] ?? '400 Bad Request'
  socket.end(`HTTP/1.1 ${status}\r\n${headers.join('')}connection: close\r\ncontent-length: 0\r\n\r\n`, () =>
    socket.destroy(),
  )
}

const quiet = /^\/(?:_next\/static\/|health(?:\/live|\/ready)?$|icon\.svg$|favicon\.ico$)/

/** From a closed list, because strangers can request any path. */
function classOf(request: IncomingMessage, path: string): string {
  if (headerOf(request, 'next-action') !== null) return 'action'
  const known = /^\/(?:_next\/(static)\/|(health)(?:\/|$)|api\/(auth)\/|(api)\/)/.exec(path)
  return known?.slice(1).find(Boolean) ?? 'page'
}

const statusClass = (status: number | null) => (status === null ? 'none' : `${Math.floor(status / 100)}xx`)

/** Without the query, which may hold a search text or the token of a link. */
function logAccess(
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  hasCome: number,
  log: Logger | null,
): void {
  const context = requestContext()
  const ms = performance.now() - hasCome
  const status = response.headersSent ? response.statusCode : null
  metrics().httpSeconds.observe({ class: classOf(request, path), status: statusClass(status) }, ms / 1_000)
  const line = {
    method: request.method,
    path: path.slice(0, 500),
    status,
    ms: Math.round(ms),
    address: context?.address,
    operatorId: context?.operatorId ?? undefined,
    ...(!response.writableFinished && { aborted: true }),
  }
  if (quiet.test(path) && response.statusCode < 400) log?.debug(line, 'request')
  else log?.info(line, 'request')
}
