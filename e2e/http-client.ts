import { Agent, type IncomingHttpHeaders, request } from 'node:http'
import net from 'node:net'

/** A request as no browser would send it: any host, any origin, any path as it is written. */
export type Ask = {
  method?: string
  path: string
  headers?: Record<string, string | string[]>
  body?: Buffer | string
}

export type Answer = { status: number; headers: IncomingHttpHeaders; text: string }

export type HttpClient = { ask(asked: Ask): Promise<Answer>; close(): void }

/** @param port of a console on this machine  @param connections how many at once */
export function httpClient(port: number, connections = 16): HttpClient {
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  return { ask: asked => once(port, agent, asked, 2), close: () => agent.destroy() }
}

function once(port: number, agent: Agent, asked: Ask, tries: number): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { method = 'GET', path, headers = {}, body } = asked
    // Without a length Node would send the body of a GET as it is, and it would be read as another request.
    const framed =
      body && !('transfer-encoding' in headers) ? { 'content-length': String(Buffer.byteLength(body)) } : {}
    const options = {
      agent,
      host: '127.0.0.1',
      port,
      method,
      path,
      headers: { ...headers, ...framed },
      timeout: 60_000,
    }
    const outgoing = request(options, answer => {
      const chunks: Buffer[] = []
      answer.on('data', (chunk: Buffer) => chunks.push(chunk))
      answer.on('error', reject)
      answer.on('end', () =>
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text: Buffer.concat(chunks).toString() }),
      )
    })
    outgoing.on('timeout', () => outgoing.destroy(new Error(`No answer in a minute: ${method} ${path.slice(0, 200)}`)))
    outgoing.on('error', error => {
      // The server closes a connection after a refusal, or when it was idle: what was on its way then is asked again.
      const cut = 'code' in error && ['ECONNRESET', 'EPIPE'].includes(String(error.code))
      if (cut && tries > 0) once(port, agent, asked, tries - 1).then(resolve, reject)
      else reject(error)
    })
    outgoing.end(body)
  })
}

/** Sends bytes and answers what came back until the connection ended or nothing came for `patience` milliseconds. */
export function sendRaw(
  port: number,
  bytes: Buffer | string,
  { patience = 500, hangUp = false } = {},
): Promise<string> {
  return new Promise(resolve => {
    const chunks: Buffer[] = []
    const socket = net.connect(port, '127.0.0.1')
    const end = () => {
      socket.destroy()
      resolve(Buffer.concat(chunks).toString('latin1'))
    }
    socket.setTimeout(patience, end)
    socket.on('data', chunk => chunks.push(chunk))
    socket.on('error', () => {})
    socket.on('close', end)
    socket.on('connect', () => socket.write(bytes, () => hangUp && end()))
  })
}
