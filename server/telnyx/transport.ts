import 'server-only'
import http from 'node:http'
import https from 'node:https'
import { createAgents, cutOff } from './connect'

type HttpRequest = {
  method: string
  url: URL
  headers: Record<string, string>
  body: string | null
  /** `signal` never interrupts a write that may have been sent: its outcome would only become unknown. */
  write: boolean
  /** Bounds connecting, headers and body together. */
  timeoutMs: number
  maxBytes: number
  /** Called when the connection is ready, in the same turn of the event loop in which the request is written. */
  isTooLate(): boolean
  onSent(): void
  signal?: AbortSignal
}

export type HttpAnswer = {
  status: number
  header(name: string): string | undefined
  /** null = the body of a refusal was cut off, stalled or too large: its status still counts */
  text: string | null
}

type BodyFault = 'cut' | 'too_big' | 'encoded'
/** `aborted` on a read: it may have been sent, which changes nothing at Telnyx */
type Fault = BodyFault | 'timeout' | 'lost' | 'unparsable' | 'aborted' | 'too_late'
export type TransportFault = { fault: Fault; sent: boolean; status: number | null }
type Outcome = { answer: HttpAnswer } | TransportFault

export type Transport = (request: HttpRequest) => Promise<Outcome>

/** Refusals are short; the rest of one is not waited for any longer. */
const REFUSAL_BYTES = 64 * 1024
const REFUSAL_BODY_MS = 2000

/**
 * One HTTP exchange over node:http: no redirect is followed, the deadline bounds headers and body, and the body's size
 * is limited while it streams. The global fetch is not used: Next patches it, a proxy variable can redirect it, and it
 * cannot tell whether a failed request was sent. Never rejects.
 */
export function createTransport(origin: URL): Transport {
  const agents = createAgents(origin)
  const { request: open } = origin.protocol === 'https:' ? https : http

  return request =>
    new Promise(resolve => {
      let sent = false
      let status: number | null = null
      let finish = (_: Outcome) => {}
      const fail = (fault: Fault) => finish({ fault, sent, status })

      const outgoing = open(request.url, {
        method: request.method,
        headers: request.headers,
        agent: request.write ? agents.writes : agents.reads,
      })
      const timer = setTimeout(() => fail('timeout'), request.timeoutMs)
      const abort = () => {
        if (!(request.write && sent)) finish({ fault: 'aborted', sent, status: null })
      }
      finish = outcome => {
        finish = () => {}
        clearTimeout(timer)
        request.signal?.removeEventListener('abort', abort)
        resolve(outcome)
        if (!('fault' in outcome)) return
        cutOff(outgoing.socket)
        outgoing.destroy()
      }
      request.signal?.addEventListener('abort', abort, { once: true })

      // Emitted right before node writes the request; a destroyed request is not written.
      outgoing.once('socket', () => {
        if (request.isTooLate()) return fail('too_late')
        sent = true
        request.onSent()
      })
      outgoing.on('error', (error: NodeJS.ErrnoException) => {
        if (String(error.code).startsWith('HPE_')) fail('unparsable')
        else fail(status === null ? 'lost' : 'cut')
      })
      // A close without an error (an unrequested upgrade, for example) is the only end that emits no 'error'.
      outgoing.once('close', () => setImmediate(() => status === null && fail('lost')))
      outgoing.once('response', response => {
        status = response.statusCode ?? 0
        void readBody(response, request.maxBytes).then(body => finish(settle(response, status ?? 0, body)))
      })
      outgoing.end(request.body ?? undefined)
      if (request.signal?.aborted) abort()
    })
}

type Body = { text: string } | { fault: BodyFault }

function settle(response: http.IncomingMessage, status: number, body: Body): Outcome {
  const ok = status >= 200 && status < 300
  if ('fault' in body && ok) return { fault: body.fault, sent: true, status }
  const text = 'fault' in body ? null : body.text
  return { answer: { status, text, header: name => headerOf(response, name) } }
}

function headerOf(response: http.IncomingMessage, name: string): string | undefined {
  const value = response.headers[name]
  return Array.isArray(value) ? value[0] : value
}

function readBody(response: http.IncomingMessage, maxBytes: number): Promise<Body> {
  const status = response.statusCode ?? 0
  const refusal = status < 200 || status >= 300
  const cap = refusal ? REFUSAL_BYTES : maxBytes
  return new Promise(resolve => {
    const chunks: Buffer[] = []
    let bytes = 0
    const timer = refusal ? setTimeout(() => stop('cut'), REFUSAL_BODY_MS) : undefined
    const end = (body: Body) => {
      clearTimeout(timer)
      resolve(body)
    }
    const stop = (fault: BodyFault) => {
      end({ fault })
      response.destroy()
    }
    response.on('error', () => end({ fault: 'cut' }))
    response.on('close', () => end({ fault: 'cut' }))
    const encoding = response.headers['content-encoding'] ?? 'identity'
    if (encoding !== 'identity') return stop('encoded')
    if (Number(response.headers['content-length'] ?? 0) > cap) return stop('too_big')
    response.on('data', (chunk: Buffer) => {
      bytes += chunk.length
      if (bytes > cap) stop('too_big')
      else chunks.push(chunk)
    })
    response.on('end', () => end({ text: new TextDecoder().decode(Buffer.concat(chunks)) }))
  })
}
