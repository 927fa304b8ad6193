import 'server-only'
import type { Role } from '@/lib/permissions'
import type { AuditChain } from './audit/chain'
import type { Db } from './db/client'
import type { Logger } from './log'
import type { Telnyx } from './telnyx/client'
import type { Vault } from './vault'

/** What commands and queries work with. Made once per process (boot), and afresh in tests. */
export type Services = {
  db: Db
  telnyx: Telnyx
  auditChain: AuditChain
  log: Logger
  now: () => Date
  vault: Vault
  settings: {
    /** Seconds in which a list of Telnyx may still show what was before a command. */
    listLag: number
    /** Seconds in which a disable can be undone before it is sent; 0 = sent at once. */
    disableGrace: number
    /** Seconds between sweeps. */
    syncInterval: number
    /** How many managed accounts Telnyx allows this manager. */
    accountCap: number
    mode: 'real' | 'demo'
    baseUrl: string
    /** The origin people reach the console at. */
    appUrl: string
  }
}

/** The only source of attribution: who acts is never a field of an input. */
export type Actor =
  | { kind: 'operator'; id: string; name: string; email: string; role: Role; sessionId: string; provenAt: Date }
  | { kind: 'system'; job: string }
  | { kind: 'anonymous' }

export type OperatorActor = Extract<Actor, { kind: 'operator' }>

/** First argument of every command and query. */
export type Ctx<A extends Actor = Actor> = Services & {
  actor: A
  /** Ties browser, log and audit together. */
  requestId: string
}

export function systemContext(services: Services, job: string): Ctx {
  return { ...services, actor: { kind: 'system', job }, requestId: job }
}
