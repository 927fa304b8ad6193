import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Outcome } from './types'

const largestBody = 1024 * 1024

/** The whole body as text, or null when it is larger than 1 MiB. */
export async function readBody(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk)
    size += bytes.length
    // The rest is read and dropped, so that the client gets an answer instead of a reset.
    if (size <= largestBody) chunks.push(bytes)
  }
  return size <= largestBody ? Buffer.concat(chunks).toString('utf8') : null
}

/** Sends the outcome, cut off where a fault requires it. */
export function deliver(response: ServerResponse, { answer, delivery }: Outcome): void {
  if (delivery === 'hang' || !answer) {
    if (delivery === 'reset') response.socket?.resetAndDestroy()
    return
  }
  const body = Buffer.from(answer.body)
  response.writeHead(answer.status, { ...answer.headers, 'content-length': body.length })
  if (delivery === 'whole') {
    response.end(body)
    return
  }
  response.write(body.subarray(0, Math.floor(body.length / 2)))
  if (delivery === 'cut') response.socket?.destroySoon()
}

export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  deliver(response, {
    answer: { status, headers: { 'content-type': 'application/json; charset=utf-8' }, body: JSON.stringify(body) },
    delivery: 'whole',
  })
}
