import 'server-only'
import type { Role } from '@/lib/permissions'
import type { AuditChain } from './platform/audit-chain'
import type { Db } from './platform/db/client'
import type { Env } from './platform/env'
import type { Heartbeat } from './platform/heartbeat'
import type { Logger } from './platform/log'
import type { Vault } from './platform/vault'
import type { Telnyx } from './telnyx/client'

/** How long the console waits before it draws conclusions. Tests that kill processes use shorter times. */
export type Patience = {
  /** Seconds after sending at which an unknown outcome is looked up. */
  probeSeconds: readonly number[]
  /** Longer than any write takes: a command in flight for longer is looked up, even when its process lives. */
  abandonedSeconds: number
}

export const usualPatience: Patience = { probeSeconds: [2, 5, 10, 20, 40, 80], abandonedSeconds: 90 }

/** What commands and queries work with. Made once per process (boot), and per test. */
export type Services = {
  db: Db
  telnyx: Telnyx
  auditChain: AuditChain
  log: Logger
  now: () => Date
  vault: Vault
  /** Whether this process counts as alive among the processes on the database. */
  heartbeat: Heartbeat
  /** Whether the disk of the embedded database has room. Absent = PostgreSQL, whose server knows its own disk. */
  hasRoom?: () => boolean
  settings: Settings
}

/** The only source of attribution: the actor is never a field of an input. */
export type Actor =
  | { kind: 'operator'; id: string; name: string; email: string; role: Role; sessionId: string; provenAt: Date }
  | { kind: 'system'; job: string }
  | { kind: 'anonymous' }

export type OperatorActor = Extract<Actor, { kind: 'operator' }>

/** First argument of every command and query. */
export type Ctx<A extends Actor = Actor> = Services & {
  actor: A
  /** Correlates browser, log and audit. */
  requestId: string
}

/** The context of background work, with as many services as it is given. */
export function systemContext<K extends keyof Services>(
  services: Pick<Services, K>,
  job: string,
): Pick<Services, K> & Pick<Ctx, 'actor' | 'requestId'> {
  return { ...services, actor: { kind: 'system', job }, requestId: job }
}

/** The part of the environment that commands and queries need. */
export type Settings = ReturnType<typeof settingsOf>

export function settingsOf(environment: Env) {
  return {
    /** Seconds in which a list of Telnyx may still show the state before a command. */
    listLag: environment.LIST_LAG,
    /** Seconds in which a disable can be undone before it is sent; 0 = sent at once. */
    disableGrace: environment.DISABLE_GRACE,
    patience: environment.CONSOLE_PATIENCE ?? usualPatience,
    /** Seconds between sweeps. */
    syncInterval: environment.SYNC_INTERVAL,
    /** How many managed accounts Telnyx allows this manager. */
    accountCap: environment.ACCOUNT_CAP,
    accountCapCounts: environment.ACCOUNT_CAP_COUNTS,
    /** Months for which balances, counts and the channel pool are kept. */
    historyMonths: environment.HISTORY_MONTHS,
    /** The help desk's address of a ticket; `{ticket}` stands for its reference. Null = tickets are no links. */
    ticketUrl: environment.TICKET_URL ?? null,
    mode: environment.CONSOLE_MODE,
    baseUrl: environment.TELNYX_BASE_URL,
    /** The origin at which people open the console. */
    appUrl: environment.APP_URL,
  }
}
