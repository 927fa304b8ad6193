import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Api } from './api'
import { answerControl, type Control } from './control'
import { deliver, readBody, sendJson } from './transport'

/** Handles the HTTP server's requests: the API under /v2, the control plane under /__sandbox, nothing else. */
export function createListener(api: Api, control: Control, hung: Set<ServerResponse>, signal: AbortSignal) {
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method = 'GET', headers } = request
    const body = await readBody(request)
    // The unnormalized path, so that no `..` leads from one half to the other.
    const [path = '', search = ''] = (request.url ?? '').split(/\?(.*)/s)
    const query = new URLSearchParams(search)
    if (body === null) sendJson(response, 413, { error: 'The request body is larger than 1 MiB.' })
    else if (path.startsWith('/v2/')) {
      const { authorization = '', accept = '' } = headers
      const outcome = await api.handle({ method, path, query, authorization, accept, body })
      if (outcome.delivery === 'hang') {
        hung.add(response)
        response.once('close', () => hung.delete(response))
      }
      deliver(response, outcome)
    } else if (path !== '/__sandbox' && !path.startsWith('/__sandbox/')) {
      sendJson(response, 404, { error: 'The API is below /v2, the control plane below /__sandbox.' })
    } else if (!isLocalProgram(request)) {
      sendJson(response, 403, { error: 'The control plane answers only programs on this machine.' })
    } else {
      const answer = answerControl(control, { method, path, query, body })
      sendJson(response, answer.status, answer.body)
    }
  }
  return (request: IncomingMessage, response: ServerResponse): void => {
    serve(request, response).catch(error => {
      if (signal.aborted || response.destroyed || response.headersSent) return
      sendJson(response, 500, { errors: [{ code: '10007', title: 'Unexpected error', detail: String(error) }] })
    })
  }
}

/** A browser sends `Origin` with a page's request, and no page may use the control plane. */
function isLocalProgram(request: IncomingMessage): boolean {
  const address = request.socket.remoteAddress ?? ''
  return /^(127\.|::1$|::ffff:127\.)/.test(address) && request.headers.origin === undefined
}
