import 'server-only'
import { AsyncLocalStorage } from 'node:async_hooks'
import { randomUUID } from 'node:crypto'
import { oncePerProcess } from '../once-per-process'

/** What the request guard knows about a request. All code that handles it runs inside this context, Next's and ours. */
export type RequestContext = {
  /** Made by the request guard: it is in the browser's answer, in every log line and in the audit. */
  requestId: string
  /** The browser's address, as far as our own proxies can be trusted; see address.ts. */
  address: string
  /** Set once the operator is known. */
  operatorId: string | null
}

const requests = oncePerProcess('consoleRequests', () => new AsyncLocalStorage<RequestContext>())

/** Null outside a request: in jobs, sync and the start. */
export function requestContext(): RequestContext | null {
  return requests().getStore() ?? null
}

export function withRequest<T>(context: RequestContext, work: () => T): T {
  return requests().run(context, work)
}

/** The id of the current request; a new one outside a request. */
export function currentRequestId(): string {
  return requestContext()?.requestId ?? randomUUID()
}

/** From here on the request's log lines name the operator. */
export function noteOperator(operatorId: string): void {
  const context = requestContext()
  if (context) context.operatorId = operatorId
}
