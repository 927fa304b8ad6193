import type { Problem } from './errors'
import type { HistorySize } from './history'
import type { SendingStop, WaitingWork } from './sending'
import type { SyncState } from './sync'

/** The source of a request to Telnyx: an operator, a job, or the background sync. */
export const connectionLanes = ['click', 'bulk', 'sync'] as const
export type ConnectionLane = (typeof connectionLanes)[number]

/** Every operation at Telnyx, and what it does, in words. A closed list: no other can be called. */
export const telnyxOperations = {
  'accounts.list': 'listing the accounts',
  'accounts.probe': 'checking whether Telnyx answers',
  'accounts.retrieve': 'reading an account',
  'accounts.retrieveKey': 'revealing an account’s key',
  'accounts.create': 'creating an account',
  'accounts.setCustomPricing': 'changing custom pricing',
  'accounts.disable': 'disabling an account',
  'accounts.enable': 'enabling an account',
  'accounts.setChannelLimit': 'setting a channel limit',
  'accounts.allocatableChannels': 'reading the channel pool',
  'organization.listUsers': 'reading the organization’s users',
  'organization.retrieveUser': 'reading an organization user',
  'organization.removeUser': 'removing an organization user',
  'organization.groupsReport': 'reading the groups report',
  'organization.groupsReportCsv': 'reading the groups report',
} as const
export type TelnyxOperation = keyof typeof telnyxOperations

/** The state of the connection to Telnyx, for the settings. Instants are ISO; durations count from the answer. */
export type ConnectionState = {
  /** The last characters of the API key; never the rest */
  keyEnd: string
  baseUrl: string
  /** null = not reported by Telnyx yet */
  managerAccountId: string | null
  /** Since when the circuit breaker is open, and only a probe is sent every few seconds; null = closed */
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
    /** Telnyx asked for a pause; null = it did not */
    blockedForMs: number | null
  }
  /** Processes that share the limit, and the share of this one in percent; null = unknown: bulk work and sync wait */
  shared: { instances: number; percent: number | null }
  lanes: Record<ConnectionLane, { waiting: number; inFlight: number }>
  /** Requests seem to come through an unnamed proxy, so limits by address may count all visitors as one */
  undeclaredProxy: boolean
  sending: { stopped: SendingStop | null; waiting: WaitingWork }
  sync: Pick<SyncState, 'asOf' | 'nextAt' | 'running'>
  /** Read one account at a time, the oldest first: its age shows how long a round takes. null = none read yet */
  balances: { oldestAt: string | null; read: number; of: number }
  /** The stored history of balances, and its size */
  history: HistorySize
  /** The last failure of a call to Telnyx, in words; null = none */
  lastFailure: {
    at: string
    during: TelnyxOperation | 'sync'
    problem: Pick<Problem, 'message' | 'hint' | 'requestId'>
  } | null
}
