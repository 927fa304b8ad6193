import 'server-only'
import { AsyncLocalStorage } from 'node:async_hooks'
import { randomUUID } from 'node:crypto'

/** What the door knows of a request. Everything that happens because of it runs inside, whichever part of Next or of ours does it. */
export type RequestContext = {
  /** Made by the door: in the browser's answer, every log line and the record. */
  requestId: string
  /** Of the browser, as far as our own proxies can be believed; see address.ts. */
  address: string
  /** Set once it is known who asks. */
  operatorId: string | null
}

// Next gives every bundle its own copy of a module: the storage lives on globalThis.
const store = globalThis as { consoleRequests?: AsyncLocalStorage<RequestContext> }

function requests(): AsyncLocalStorage<RequestContext> {
  store.consoleRequests ??= new AsyncLocalStorage()
  return store.consoleRequests
}

/** Null outside of a request: jobs, the sync, the start. */
export function requestContext(): RequestContext | null {
  return requests().getStore() ?? null
}

export function withRequest<T>(context: RequestContext, work: () => T): T {
  return requests().run(context, work)
}

/** The id of the request under way; a new one outside of any. */
export function currentRequestId(): string {
  return requestContext()?.requestId ?? randomUUID()
}

/** From here on the request's log lines say who asked. */
export function noteOperator(operatorId: string): void {
  const context = requestContext()
  if (context) context.operatorId = operatorId
}
