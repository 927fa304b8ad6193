import 'server-only'
import { randomUUID } from 'node:crypto'
import { subscribe } from 'node:diagnostics_channel'
import http, { type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import https from 'node:https'
import type { Socket } from 'node:net'
import type { Logger } from '../log'
import { addressOf } from './address'
import { boundBody, isActionBody, withholdBody } from './body'
import { type RequestContext, requestContext, withRequest } from './context'
import { dressRequest, dropForged, isDoorMark, securityHeaders } from './headers'
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
  /** How many reverse proxies of ours stand in front. */
  trustedProxies: number
  /** The development server talks to its pages over a web socket. */
  upgrades: boolean
  log: () => Logger | null
  /** Whether these cookies hold a session of ours. */
  bearsSession(cookies: string): Promise<boolean>
  /** Which build this process runs; pages that came from another are told by it. */
  build?: string | undefined
}

// Long enough for a slow line, short enough that held connections do not add up. Milliseconds.
const headersTimeout = 15_000
const requestTimeout = 60_000

const store = globalThis as { consoleDoor?: Traffic }

/**
 * Stands before everything in this process that answers HTTP. `next start` makes the server itself and hands it to nobody, so we meet
 * it at its first connection, before a byte of it is read, and take the place of its listeners.
 */
export function openDoor(settings: DoorSettings): void {
  if (store.consoleDoor) return
  const traffic = createTraffic()
  store.consoleDoor = traffic
  const met = new WeakSet<Server>()
  const meet = (server: unknown) => {
    if (!(server instanceof http.Server || server instanceof https.Server) || met.has(server)) return
    met.add(server)
    standBefore(server, settings, traffic)
  }
  subscribe('net.server.socket', message => meet((message as { socket: { server?: unknown } }).socket.server))
  // A connection made before this line is met at its first request.
  subscribe('http.server.request.start', message => meet((message as { server: unknown }).server))
}

/** Refuses new requests and waits for those in progress, at most `ms`: their database is about to close. */
export async function closeDoor(ms: number): Promise<void> {
  await store.consoleDoor?.close(ms)
}

type Listener = (request: IncomingMessage, response: ServerResponse) => void

/** Exported for tests: a server that nobody else has met. */
export function standBefore(server: Server, settings: DoorSettings, traffic = createTraffic()): void {
  const listeners = server.listeners('request') as Listener[]
  const hand: Listener = (request, response) => {
    for (const listener of listeners) listener.call(server, request, response)
  }
  const answering = new WeakSet<Socket>()
  const receive: Listener = (request, response) => {
    answering.add(request.socket)
    response.once('close', () => answering.delete(request.socket))
    // What Next sends on to itself belongs to a request that was let in; built files need no database, and pages that are open want them.
    const mayEnter = isDoorMark(request.headers['x-console-door']) || request.url?.startsWith('/_next/static/') === true
    const refused = traffic.isClosing() && !mayEnter ? stopping() : null
    if (!refused) traffic.enter(response)
    enter(request, response, settings, hand, refused)
  }
  server.removeAllListeners('request')
  server.on('request', receive)
  // Node would answer this one by itself, without our headers.
  server.on('checkExpectation', receive)
  // Without a listener Node takes a request to upgrade for the plain request it also is; Next would leave its connection open for ever.
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
    comeIn()
    return
  }
  const isAction = headerOf(request, 'next-action') !== null
  withholdBody(
    request,
    { longest, longestOfStrangers, fromStranger: isStranger(request, settings) },
    (body, giveOn) => {
      if (body === 'too long' || (body === 'dropped' && !isAction)) return answer(response, bodyTooLong())
      // Without what was sent the action is called all the same: it says itself that nobody is signed in.
      const given = body === 'dropped' ? withoutInput(request) : body
      if (isAction && !isActionBody(given)) return answer(response, unreadableBody())
      giveOn(given)
      comeIn()
    },
  )
}

/** Asked only of what may be longer than anything a stranger has to send: nobody's megabytes are held for a sign-in that is missing. */
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

/** Reads who asks, and leaves on the request only what may be believed. */
function contextOf(request: IncomingMessage, { appUrl, trustedProxies, log }: DoorSettings): RequestContext {
  const { headers, socket } = request
  // Next sends some requests on to itself: they keep the id and the address of the first one.
  const passedOn = isDoorMark(headers['x-console-door'])
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
  dressRequest(headers, appUrl, context)
  return context
}

/** Ends the connection with it: the rest of what came may be anything. */
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

/** What is no HTTP never becomes a request: this is Node's own answer, with our headers. */
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

/** Without the query: it may hold what somebody searched for, or the token of a link. */
function logAccess(
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  hasCome: number,
  log: Logger | null,
): void {
  const context = requestContext()
  const line = {
    method: request.method,
    path: path.slice(0, 500),
    status: response.headersSent ? response.statusCode : null,
    ms: Math.round(performance.now() - hasCome),
    address: context?.address,
    operatorId: context?.operatorId ?? undefined,
    ...(!response.writableFinished && { aborted: true }),
  }
  if (quiet.test(path) && response.statusCode < 400) log?.debug(line, 'request')
  else log?.info(line, 'request')
}
