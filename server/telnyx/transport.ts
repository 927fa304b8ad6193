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

export type TransportFault =
  | {
      fault: 'timeout' | 'lost' | 'unparsable' | 'cut' | 'too_big' | 'encoded'
      sent: boolean
      status: number | null
      code: string | null
    }
  /** `aborted` on a read: it may have been sent, which changes nothing at Telnyx */
  | { fault: 'aborted' | 'too_late'; sent: boolean; status: null; code: null }

export type Transport = (request: HttpRequest) => Promise<{ answer: HttpAnswer } | TransportFault>

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
      let finish = (_: { answer: HttpAnswer } | TransportFault) => {}
      const fail = (
        fault: 'timeout' | 'lost' | 'unparsable' | 'cut' | 'too_big' | 'encoded',
        code: string | null = null,
      ) => finish({ fault, sent, status, code })

      const outgoing = open(request.url, {
        method: request.method,
        headers: request.headers,
        agent: request.write ? agents.writes : agents.reads,
      })
      const timer = setTimeout(() => fail('timeout'), request.timeoutMs)
      const abort = () => {
        if (!(request.write && sent)) finish({ fault: 'aborted', sent, status: null, code: null })
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
        if (request.isTooLate()) {
          finish({ fault: 'too_late', sent: false, status: null, code: null })
        } else {
          sent = true
          request.onSent()
        }
      })
      outgoing.on('error', error => {
        const code = codeOf(error)
        if (code?.startsWith('HPE_')) fail('unparsable', code)
        else fail(status === null ? 'lost' : 'cut', code)
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

type Body = { text: string } | { fault: 'cut' | 'too_big' | 'encoded' }

function settle(response: http.IncomingMessage, status: number, body: Body): { answer: HttpAnswer } | TransportFault {
  const ok = status >= 200 && status < 300
  if ('fault' in body && ok) return { fault: body.fault, sent: true, status, code: null }
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
    const stop = (fault: 'cut' | 'too_big' | 'encoded') => {
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

function codeOf(error: unknown): string | null {
  const code = error !== null && typeof error === 'object' && 'code' in error ? error.code : null
  return typeof code === 'string' ? code : null
}
