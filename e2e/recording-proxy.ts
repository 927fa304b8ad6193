import { appendFileSync } from 'node:fs'
import { Agent, createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** In front of every recorded answer, so that a find can be named. */
export const answerMark = '\n>>> '

export type RecordingProxy = {
  /** `http://localhost:PORT`: what the browser sees, and what APP_URL says. */
  origin: string
  /** Where the console listens, which may change when it is started again. */
  target: number
  close(): Promise<void>
}

/**
 * Stands before a console and keeps every byte it answers, headers and all: a browser forgets the bodies of answers it
 * navigates away from, and requests made by tests never pass through it.
 */
export async function startRecordingProxy(file: string): Promise<RecordingProxy> {
  const seen = new Set<string>()
  const server = createServer((incoming, outgoing) => forward(proxy.target, incoming, outgoing, keep))
  const keep = (incoming: IncomingMessage, answer: IncomingMessage, body: Buffer) => {
    // Built files never change and are the bulk of it: once is enough.
    const url = incoming.url ?? ''
    if (url.startsWith('/_next/static/')) {
      if (seen.has(url)) return
      seen.add(url)
    }
    // Which action was called: the address is only the page it was called from.
    const action = incoming.headers['next-action']
    const asked = [incoming.method, url, answer.statusCode, ...(action ? [action] : [])].join(' ')
    const head = `${answerMark}${asked}\n${answer.rawHeaders.join('\n')}\n\n`
    appendFileSync(file, Buffer.concat([Buffer.from(head), body]))
  }
  // Clients get the console's keep-alive of five seconds: if this end closed a connection first, a client would lose a
  // request.
  server.keepAliveTimeout = 120_000
  await listen(server)
  const { port } = server.address() as AddressInfo
  const proxy: RecordingProxy = {
    origin: `http://localhost:${port}`,
    target: 0,
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
  return proxy
}

function listen(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    // Both address families: a browser may take either for `localhost`.
    server.listen(0, () => resolve())
  })
}

// A kept connection may be one that a stopped console has closed already.
const agent = new Agent({ keepAlive: false })

type Keep = (incoming: IncomingMessage, answer: IncomingMessage, body: Buffer) => void

function forward(target: number, incoming: IncomingMessage, outgoing: ServerResponse, keep: Keep): void {
  // Compressed answers could not be searched.
  const { 'accept-encoding': _encoding, ...headers } = incoming.headers
  const inner = request({
    agent,
    host: '127.0.0.1',
    port: target,
    method: incoming.method,
    path: incoming.url,
    headers,
  })
  inner.on('response', answer => {
    const chunks: Buffer[] = []
    outgoing.writeHead(answer.statusCode ?? 502, answer.rawHeaders)
    answer.on('data', (chunk: Buffer) => {
      chunks.push(chunk)
      outgoing.write(chunk)
    })
    answer.on('close', () => {
      keep(incoming, answer, Buffer.concat(chunks))
      if (answer.complete) outgoing.end()
      else outgoing.destroy()
    })
  })
  inner.on('error', () => outgoing.destroy())
  outgoing.on('close', () => inner.destroy())
  incoming.pipe(inner)
}
