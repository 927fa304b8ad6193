import 'server-only'
import type { TelnyxError } from './error'
import { cancelled, type Lane, lanes, type Permit, type TurnRequest } from './permit'

export type Waiter = {
  lane: Lane
  operation: string
  hold: boolean
  urgent: boolean
  since: number
  expires: number
  /** Has asked for a probe and waits for its result. */
  awaitsProbe: boolean
  grant(permit: Permit): void
  refuse(error: TelnyxError): void
}

/** The queue of requests that wait for a turn, lane by lane, in order of arrival. */
export function createWaitingLine(now: () => number) {
  const queues: Record<Lane, Waiter[]> = { click: [], bulk: [], sync: [] }

  return {
    of: (lane: Lane): readonly Waiter[] => queues[lane],
    all: (): readonly Waiter[] => lanes.flatMap(lane => queues[lane]),
    shift: (lane: Lane) => queues[lane].shift(),

    /** Removes the requests whose waiting is over. */
    takeOut(leaves: (waiter: Waiter) => boolean): Waiter[] {
      const leaving = lanes.flatMap(lane => queues[lane].filter(leaves))
      if (leaving.length > 0) {
        for (const lane of lanes) queues[lane] = queues[lane].filter(waiter => !leaving.includes(waiter))
      }
      return leaving
    },

    /** @param changed called when a request joined, or gave up */
    join(request: TurnRequest & { hold?: boolean }, changed: () => void): Promise<Permit> {
      const { lane, operation, signal, maxWaitMs, hold = false, urgent = false } = request
      return new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(cancelled(operation))
        const leave = () => {
          queues[lane] = queues[lane].filter(other => other !== waiter)
          reject(cancelled(operation))
          changed()
        }
        const settle = <T>(then: (value: T) => void) => {
          return (value: T) => {
            signal?.removeEventListener('abort', leave)
            then(value)
          }
        }
        const since = now()
        const waiter: Waiter = {
          lane,
          operation,
          hold,
          urgent,
          since,
          expires: since + (maxWaitMs ?? Number.POSITIVE_INFINITY),
          awaitsProbe: false,
          grant: settle(resolve),
          refuse: settle(reject),
        }
        signal?.addEventListener('abort', leave, { once: true })
        queues[lane].push(waiter)
        changed()
      })
    },
  }
}

export type WaitingLine = ReturnType<typeof createWaitingLine>
