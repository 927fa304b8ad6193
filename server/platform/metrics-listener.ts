import 'server-only'
import http, { type IncomingMessage, type ServerResponse } from 'node:http'
import { leaveUnguarded } from './http/request-guard'
import type { Logger } from './log'
import { metrics } from './metrics'

/** The address of METRICS_PORT cannot be used. The text is for the person who starts the server. */
export class MetricsListenError extends Error {
  override readonly name = 'MetricsListenError'
}

type ListenerOptions = { port: number; host: string; scrape: () => Promise<string>; log: Logger }

/** Answers only GET /metrics, on a separate port: no proxy in front publishes it. Throws MetricsListenError. */
export async function serveMetrics(options: ListenerOptions): Promise<{ port: number; close(): Promise<void> }> {
  const { port, host } = options
  const server = http.createServer((request, response) => void answer(request, response, options))
  leaveUnguarded(server)
  server.headersTimeout = 5_000
  server.requestTimeout = 5_000
  server.maxConnections = 50
  await new Promise<void>((resolve, reject) => {
    server.once('error', error =>
      reject(new MetricsListenError(`METRICS_PORT: ${host} port ${port} cannot be used (${error.message}).`)),
    )
    server.listen(port, host, resolve)
  })
  const address = server.address()
  return {
    port: typeof address === 'object' && address !== null ? address.port : port,
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { scrape, log }: ListenerOptions,
): Promise<void> {
  const end = (status: number, text: string, headers: Record<string, string> = {}) => {
    response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store', ...headers })
    response.end(text)
  }
  // Bodies are not read.
  request.resume()
  if ((request.url ?? '').split('?')[0] !== '/metrics') return end(404, 'Not found\n')
  if (request.method !== 'GET') return end(405, 'Only GET\n', { allow: 'GET' })
  try {
    end(200, await scrape(), { 'content-type': metrics().registry.contentType })
  } catch (error) {
    log.error({ err: error }, 'a scrape of the metrics failed')
    end(500, 'The metrics could not be read\n')
  }
}
