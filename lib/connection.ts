import type { Problem } from './errors'
import type { SendingStop, WaitingWork } from './sending'
import type { SyncState } from './sync'

/** Who waits for Telnyx: a person, a job, the background sync. */
export const connectionLanes = ['click', 'bulk', 'sync'] as const
export type ConnectionLane = (typeof connectionLanes)[number]

/**
 * The current state of the connection to Telnyx, for the settings screen. Instants are ISO; durations count from the
 * answer.
 */
export type ConnectionState = {
  /** The last characters of the API key; never the rest */
  keyEnd: string
  baseUrl: string
  /** null = Telnyx has not reported it yet */
  managerAccountId: string | null
  /** Since when Telnyx counts as down: only a probe is sent every few seconds; null = it does not */
  downSince: string | null
  /** For this process, null = none since its start */
  lastAnswerAt: string | null
  rate: {
    /** Requests per window as Telnyx reported them; null = not reported yet */
    limit: number | null
    windowMs: number | null
    remaining: number | null
    /** null = no window is open */
    resetsInMs: number | null
    /** Telnyx asked us to send nothing; null = it did not */
    blockedForMs: number | null
  }
  /** Processes that share the limit, and this one's part in percent; null = unknown, bulk work and sync wait */
  shared: { instances: number; percent: number | null }
  lanes: Record<ConnectionLane, { waiting: number; inFlight: number }>
  /**
   * Requests came through a reverse proxy that the settings do not name, or seem to have: limits by address then count
   * everybody as one
   */
  undeclaredProxy: boolean
  sending: { stopped: SendingStop | null; waiting: WaitingWork }
  sync: Pick<SyncState, 'asOf' | 'nextAt' | 'running'>
  /**
   * Balances are read one account at a time, the oldest first: the age of the oldest shows how long a round takes. Null
   * = none was read
   */
  balances: { oldestAt: string | null; read: number; of: number }
  /** The last failure of the connection to Telnyx, as text; null = none */
  lastFailure: { at: string; during: string; problem: Pick<Problem, 'message' | 'hint' | 'requestId'> } | null
}
