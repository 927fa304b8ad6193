import 'server-only'
import type { TelnyxOperation } from '@/lib/connection'
import { metrics } from '../platform/metrics'
import { Deadline } from './deadline'
import { TelnyxError } from './error'
import { type Connection, exchange, type Try } from './exchange'
import type { Latency } from './latency'
import type { Limiter } from './limiter'
import type { Answer, CallEvent, CallOptions, Operation } from './operation'
import type { CallReport, Lane, Permit } from './permit'
import { pauseBefore, pauseFor, tryMs } from './retry'

export type Caller = <T>(operation: Operation<T>, options?: CallOptions) => Promise<Answer<T>>

type CallerParts = Connection & {
  limiter: Limiter
  latency: Latency
  readDeadlineMs: number
  writeDeadlineMs: number
  onCall?: ((event: CallEvent) => void) | undefined
  /** Called at the end of every exchange. */
  note(operation: TelnyxOperation, error: TelnyxError | null, status: number | null): void
}

/** Turns operations into calls: limiter, deadline, retries of reads, one error type. */
export function createCaller(parts: CallerParts): Caller {
  return async (operation, options = {}) => {
    try {
      operation.check?.()
      return await new Call(parts, operation, options).run()
    } finally {
      // A permit that no attempt used (a refused input, a caller that gave up) is given back here.
      options.permit?.done({ outcome: 'unused' })
    }
  }
}

/** One call with all its tries. */
class Call<T> {
  private readonly lane: Lane
  private readonly deadline: Deadline
  /** The error of the previous try */
  private failed: TelnyxError | null = null

  constructor(
    private readonly parts: CallerParts,
    private readonly operation: Operation<T>,
    private readonly options: CallOptions,
  ) {
    this.lane = options.lane ?? options.permit?.lane ?? 'click'
    // The deadline of a write is fixed: the code that looks up its outcome relies on its end.
    const usualMs = operation.write ? parts.writeDeadlineMs : parts.latency.deadline(parts.readDeadlineMs)
    this.deadline = new Deadline(this.lane, operation.write, options.deadlineMs ?? usualMs, parts.now())
  }

  async run(): Promise<Answer<T>> {
    for (let attempt = 1; ; attempt += 1) {
      const result = await this.attempt(attempt)
      if ('answer' in result) return result.answer
      this.failed = result.error
      const pause = pauseBefore(this.operation, result.error, attempt)
      if (pause === null || pause >= this.deadline.leftMs(this.parts.now())) throw result.error
      await pauseFor(pause, this.operation.name, this.options.signal)
    }
  }

  private async attempt(attempt: number): Promise<Try<T>> {
    const { now, note } = this.parts
    const askedAt = now()
    const permit = await this.turn(attempt, this.deadline.maxWaitMs(askedAt))
    const sentAt = now()
    this.deadline.turnCame(askedAt, sentAt)
    const result = await this.send(permit, tryMs(this.operation, attempt, this.deadline.leftMs(sentAt)))
    const ms = now() - sentAt
    const { status } = result
    const error = 'answer' in result ? null : result.error
    note(this.operation.name, error, status)
    metrics().telnyxSeconds.observe({ operation: this.operation.name, lane: this.lane }, ms / 1_000)
    const requestId = 'answer' in result ? result.answer.requestId : result.error.requestId
    this.emit({ ...this.told(attempt), ms, status, requestId, outcome: error?.kind ?? 'ok' })
    return result
  }

  private async turn(attempt: number, maxWaitMs: number | null): Promise<Permit> {
    const { operation, options, parts, lane } = this
    try {
      const permit =
        attempt === 1 && options.permit
          ? options.permit
          : await parts.limiter.acquire({
              lane,
              operation: operation.name,
              ...(options.urgent && { urgent: true }),
              ...(options.signal && { signal: options.signal }),
              ...(maxWaitMs !== null && { maxWaitMs }),
            })
      permit.use()
      return permit
    } catch (error) {
      if (!(error instanceof TelnyxError)) throw error
      this.emit({ ...this.told(attempt), ms: 0, status: null, requestId: null, outcome: error.kind })
      // The failure of the previous try is more useful than “nothing may be sent now”.
      throw error.kind === 'cancelled' ? error : (this.failed ?? error)
    }
  }

  private async send(permit: Permit, timeoutMs: number): Promise<Try<T>> {
    const { now, latency } = this.parts
    let report: CallReport = { outcome: 'unused' }
    const sentAt = now()
    try {
      const result = await exchange(this.parts, permit, this.operation, this.options, timeoutMs)
      report = result.report
      // Before the permit ends: the next caller must already wait by Telnyx's current response times.
      if (report.outcome === 'answered') latency.answered(now() - sentAt)
      return result
    } finally {
      permit.done(report)
    }
  }

  private told(attempt: number): Pick<CallEvent, 'operation' | 'lane' | 'attempt'> {
    return { operation: this.operation.name, lane: this.lane, attempt }
  }

  private emit(event: CallEvent): void {
    const { operation, lane, outcome } = event
    metrics().telnyxCalls.inc({ operation, lane, outcome })
    try {
      this.parts.onCall?.(event)
    } catch {
      // A failing log must not turn an answered call into a failed one.
    }
  }
}
