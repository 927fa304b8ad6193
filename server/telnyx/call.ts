import 'server-only'
import { setTimeout as sleep } from 'node:timers/promises'
import { TelnyxError } from './error'
import { badAnswer, type CallFacts, faultOf, refusalOf, refusedHere, requestIdOf } from './failure'
import type { Latency } from './latency'
import type { Limiter } from './limiter'
import type { Parser } from './parse'
import type { CallReport, Lane, Permit } from './permit'
import { readRateReport } from './rate-report'
import type { BuildRequest, SdkCall, SdkRequest } from './sdk'
import { earlierOf, isTooLate, type SendBefore } from './send-before'
import type { HttpAnswer, Transport, TransportFault } from './transport'

export type CallOptions = {
  /** Who waits: a person (the default), a job, or the background sync */
  lane?: Lane
  /** Ends the waiting, and a read in flight. The console always waits for a write that may have been sent. */
  signal?: AbortSignal
  /** Reads: all attempts together, from the call (click) or the first token (bulk, sync). Writes: from the token. */
  deadlineMs?: number
  /** Tried now and then even while Telnyx counts as down: an unknown outcome is better than no attempt. */
  urgent?: boolean
  /** A turn taken before (`telnyx.turn`), for the first attempt. However the call ends, it ends the permit too. */
  permit?: Permit
  /**
   * Writes: refused with `too_late`, certainty `no`, when the connection is not ready by then. Always bounded: 15 s
   * after its token (waiting for the token is Telnyx's limit, not a frozen process), with a permit 15 s after the
   * permit.
   */
  sendBefore?: SendBefore
  /**
   * Writes: called in the same turn of the event loop in which the request is written; true = refused with `too_late`,
   * certainty `no`.
   */
  isFenced?: () => boolean
}

/** The answer of a write, with Telnyx's request id for the audit. */
export type Answer<T> = { data: T; requestId: string | null }

/** One attempt: an HTTP exchange, or a refusal before one. */
export type CallEvent = {
  operation: string
  lane: Lane
  /** 1, 2, 3 */
  attempt: number
  /** From the token to the answer; 0 when nothing was sent */
  ms: number
  status: number | null
  requestId: string | null
  outcome: 'ok' | TelnyxError['kind']
}

export type Operation<T> = Omit<CallFacts, 'secrets'> & {
  maxBytes: number
  /** Values of the input that no error may contain (a password) */
  secrets?: readonly string[]
  /** Throws TelnyxError `invalid` for an input that must not be sent. */
  check?: () => void
  request: SdkCall
  parse: Parser<T>
  /** A large answer may take the whole deadline in one attempt. */
  patient?: boolean
  /** The edge does not retry it: the caller does. */
  once?: boolean
}

export type Caller = <T>(operation: Operation<T>, options?: CallOptions) => Promise<Answer<T>>

type CallerParts = {
  apiKey: string
  limiter: Limiter
  latency: Latency
  transport: Transport
  buildRequest: BuildRequest
  now: () => number
  readDeadlineMs: number
  writeDeadlineMs: number
  onCall?: ((event: CallEvent) => void) | undefined
  /** Called at the end of every exchange. */
  note(operation: string, error: TelnyxError | null, status: number | null): void
}

const READ_TRIES = 3
const FIRST_PAUSE_MS = 150

type Try<T> = { report: CallReport; status: number | null } & ({ answer: Answer<T> } | { error: TelnyxError })

/** Turns operations into calls: limiter, deadline, retries of reads, one error type. */
export function createCaller(parts: CallerParts): Caller {
  const { limiter, latency, now } = parts

  return async (operation, options = {}) => {
    try {
      operation.check?.()
      return await callWith(operation, options)
    } finally {
      // A permit that no attempt used (a refused input, a caller that gave up) is given back here.
      options.permit?.done({ outcome: 'unsaid' })
    }
  }

  async function callWith<T>(operation: Operation<T>, options: CallOptions): Promise<Answer<T>> {
    const lane = options.lane ?? options.permit?.lane ?? 'click'
    // A write keeps its permit: the code that looks up its outcome relies on its end.
    const usualMs = operation.write ? parts.writeDeadlineMs : latency.deadline(parts.readDeadlineMs)
    const allowedMs = options.deadlineMs ?? usualMs
    let deadline = lane === 'click' && !operation.write ? now() + allowedMs : null
    let failed: TelnyxError | null = null

    for (let attempt = 1; ; attempt += 1) {
      const askedAt = now()
      const maxWaitMs = lane === 'click' ? Math.max(0, (deadline ?? askedAt + allowedMs) - askedAt) : null
      const permit = await turn({ operation: operation.name, lane, attempt }, options, maxWaitMs, failed)
      const sentAt = now()
      if (deadline === null) deadline = sentAt + allowedMs
      // Jobs and sync wait for their turn as long as it takes: waiting does not mean that Telnyx is slow.
      else if (lane !== 'click') deadline += sentAt - askedAt
      const result = await tryWith(permit, operation, options, tryMs(operation, attempt, deadline - sentAt))
      const told = { operation: operation.name, lane, attempt, ms: now() - sentAt, status: result.status }
      parts.note(operation.name, 'answer' in result ? null : result.error, result.status)
      if ('answer' in result) {
        emit({ ...told, requestId: result.answer.requestId, outcome: 'ok' })
        return result.answer
      }
      failed = result.error
      emit({ ...told, requestId: failed.requestId, outcome: failed.kind })
      const pause = pauseBefore(operation, failed, attempt)
      if (pause === null || now() + pause >= deadline) throw failed
      await pauseFor(pause, operation.name, options.signal)
    }
  }

  /** @param failed the failure of the previous attempt: it is more useful than the news that nothing may be sent now */
  async function turn(
    told: Pick<CallEvent, 'operation' | 'lane' | 'attempt'>,
    options: CallOptions,
    maxWaitMs: number | null,
    failed: TelnyxError | null,
  ): Promise<Permit> {
    const { operation, lane } = told
    try {
      const permit =
        told.attempt === 1 && options.permit
          ? options.permit
          : await limiter.acquire({
              lane,
              operation,
              ...(options.urgent && { urgent: true }),
              ...(options.signal && { signal: options.signal }),
              ...(maxWaitMs !== null && { maxWaitMs }),
            })
      permit.use()
      return permit
    } catch (error) {
      if (!(error instanceof TelnyxError)) throw error
      emit({ ...told, ms: 0, status: null, requestId: null, outcome: error.kind })
      throw error.kind === 'cancelled' ? error : (failed ?? error)
    }
  }

  async function tryWith<T>(
    permit: Permit,
    operation: Operation<T>,
    options: CallOptions,
    timeoutMs: number,
  ): Promise<Try<T>> {
    let report: CallReport = { outcome: 'unsaid' }
    const sentAt = now()
    try {
      const result = read(operation, await exchange(permit, operation, options, timeoutMs))
      report = result.report
      // Before the permit ends: the next caller must already wait by Telnyx's current response times.
      if (report.outcome === 'answered') latency.answered(now() - sentAt)
      return result
    } finally {
      permit.done(report)
    }
  }

  /** null = the SDK made no request of it: nothing was sent. */
  async function exchange<T>(
    permit: Permit,
    operation: Operation<T>,
    { signal, sendBefore, isFenced }: CallOptions,
    timeoutMs: number,
  ) {
    let outcome: { answer: HttpAnswer } | TransportFault | null = null
    const limit = earlierOf(permit.sendBefore, sendBefore)
    const send = async (built: SdkRequest) => {
      outcome = await parts.transport({
        ...built,
        headers: { ...built.headers, authorization: `Bearer ${parts.apiKey}`, 'accept-encoding': 'identity' },
        write: operation.write,
        maxBytes: operation.maxBytes,
        timeoutMs,
        isTooLate: () => operation.write && (isTooLate(limit) || (isFenced?.() ?? false)),
        onSent: permit.sent,
        ...(signal && { signal }),
      })
    }
    await parts.buildRequest(operation.request, send).catch(() => {})
    return outcome as { answer: HttpAnswer } | TransportFault | null
  }

  function read<T>(operation: Operation<T>, outcome: { answer: HttpAnswer } | TransportFault | null): Try<T> {
    const facts: CallFacts = { ...operation, secrets: [parts.apiKey, ...(operation.secrets ?? [])] }
    if (outcome === null) {
      return {
        error: refusedHere(operation.name, 'This cannot be asked of Telnyx.'),
        report: { outcome: 'unsaid', sent: false },
        status: null,
      }
    }
    if ('fault' in outcome) {
      const { fault, sent, status } = outcome
      const down = fault === 'timeout' || fault === 'lost'
      return { error: faultOf(facts, outcome), report: { outcome: down ? 'failed' : 'unsaid', sent }, status }
    }
    const { answer } = outcome
    const { status } = answer
    const report: CallReport = { outcome: 'answered', status, rate: readRateReport(answer.header, now()) }
    if (status < 200 || status >= 300) return { error: refusalOf(facts, answer, now()), report, status }
    const data = operation.parse(answer.text ?? '')
    if (data === null) return { error: badAnswer(facts, answer), report, status }
    return { answer: { data, requestId: requestIdOf(answer, facts.secrets) }, report, status }
  }

  function emit(event: CallEvent): void {
    try {
      parts.onCall?.(event)
    } catch {
      // A failing log must not turn an answered call into a failed one.
    }
  }
}

/**
 * One attempt must not use up the time of the next: half of what is left, or all of it for the last attempt, for writes
 * and for reports.
 */
function tryMs(operation: Operation<unknown>, attempt: number, leftMs: number): number {
  const whole = operation.write || operation.patient || operation.once || attempt >= READ_TRIES
  return Math.max(1, whole ? leftMs : Math.ceil(leftMs / 2))
}

/**
 * Only reads are retried, and only after a temporary failure; a refusal and a redirect are final. null = do not retry.
 */
function pauseBefore(operation: Operation<unknown>, error: TelnyxError, attempt: number): number | null {
  if (operation.write || operation.once || attempt >= READ_TRIES) return null
  // The limiter knows when Telnyx accepts requests again: the next turn comes then.
  if (error.kind === 'rate_limited') return 0
  if (error.kind === 'cancelled' || (error.status !== null && error.status >= 300 && error.status < 500)) return null
  if (error.kind === 'invalid' || error.kind === 'too_late') return null
  return FIRST_PAUSE_MS * 2 ** (attempt - 1) * (0.5 + Math.random())
}

async function pauseFor(ms: number, operation: string, signal: AbortSignal | undefined): Promise<void> {
  try {
    await sleep(ms, undefined, signal && { signal })
  } catch {
    throw new TelnyxError(operation, { kind: 'cancelled', certainty: 'no' })
  }
}
