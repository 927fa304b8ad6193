import 'server-only'
import { earlierOf, isTooLate } from '../platform/send-before'
import type { TelnyxError } from './error'
import { badAnswer, type CallFacts, faultOf, refusalOf, refusedHere, requestIdOf } from './failure'
import type { Answer, CallOptions, Operation } from './operation'
import type { CallReport, Permit } from './permit'
import { readRateReport } from './rate-report'
import type { BuildRequest, SdkRequest } from './sdk'
import type { HttpAnswer, Transport, TransportFault } from './transport'

export type Connection = {
  apiKey: string
  transport: Transport
  buildRequest: BuildRequest
  /** For waits: moves on evenly. */
  now: () => number
  /** The machine's clock: Telnyx may name an instant. */
  date: () => number
}

/** The result of one try, for the caller and for the limiter. */
export type Try<T> = { report: CallReport; status: number | null } & ({ answer: Answer<T> } | { error: TelnyxError })

/** null = the SDK built no request, so nothing was sent. */
type Outcome = { answer: HttpAnswer } | TransportFault | null

/** One HTTP exchange and its meaning. */
export async function exchange<T>(
  connection: Connection,
  permit: Permit,
  operation: Operation<T>,
  { signal, sendBefore, isFenced }: CallOptions,
  timeoutMs: number,
): Promise<Try<T>> {
  const { apiKey, transport, buildRequest } = connection
  let outcome: Outcome = null
  const limit = earlierOf(permit.sendBefore, sendBefore)
  const sendBuilt = async (built: SdkRequest) => {
    outcome = await transport({
      ...built,
      headers: { ...built.headers, authorization: `Bearer ${apiKey}`, 'accept-encoding': 'identity' },
      write: operation.write,
      maxBytes: operation.maxBytes,
      timeoutMs,
      isTooLate: () => operation.write && (isTooLate(limit) || (isFenced?.() ?? false)),
      onSent: permit.sent,
      ...(signal && { signal }),
    })
  }
  await buildRequest(operation.request, sendBuilt).catch(() => {})
  return read(connection, operation, outcome)
}

function read<T>({ apiKey, date }: Connection, operation: Operation<T>, outcome: Outcome): Try<T> {
  if (outcome === null) {
    return {
      error: refusedHere(operation.name, 'Telnyx does not support this request.'),
      report: { outcome: 'unused', sent: false },
      status: null,
    }
  }
  const facts: CallFacts = { ...operation, secrets: [apiKey, ...(operation.secrets ?? [])] }
  if ('fault' in outcome) {
    const { fault, sent, status } = outcome
    const down = fault === 'timeout' || fault === 'lost'
    return { error: faultOf(facts, outcome), report: { outcome: down ? 'failed' : 'unused', sent }, status }
  }
  const { answer } = outcome
  const { status } = answer
  const report: CallReport = { outcome: 'answered', status, rate: readRateReport(answer.header, date()) }
  if (status < 200 || status >= 300) return { error: refusalOf(facts, answer, date()), report, status }
  const data = operation.parse(answer.text ?? '')
  if (data === null) return { error: badAnswer(facts, answer), report, status }
  return { answer: { data, requestId: requestIdOf(answer, facts.secrets) }, report, status }
}
