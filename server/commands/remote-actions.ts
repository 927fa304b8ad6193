import 'server-only'
import type { AuditAction, Changes } from '@/lib/audit'
import type { Permission } from '@/lib/permissions'
import type { Ctx, OperatorActor } from '../context'
import type { Db, Tx } from '../platform/db/client'
import type { CallOptions } from '../telnyx/client'
import type { CommandRow, RemoteCall } from './remote'
import type { Settle } from './settlement'

// What the rest of commands/ must know of each action that Telnyx carries out. Entities declare it, server/register.ts registers it.

export type RemoteAction = {
  action: AuditAction
  /** Required to send it, and to save its resolution. */
  permission: Permission
  settle: Settle
  /** Settles by sending again, not by reading. */
  sendsAgain?: true
  /** Writes a change to the mirror that a person found carried out. Without it, a later sweep shows the change. */
  writeFoundDone?(tx: Tx, ctx: Ctx, command: CommandRow): Promise<Changes | null>
  /** Only of an action that can be scheduled. */
  scheduled?: Scheduled
}

export type Scheduled = {
  /** The operation's name at the limiter. */
  operation: string
  /** The call, by current permissions and facts, which change while a command waits; or why nothing may be sent. */
  prepare(ctx: Ctx<OperatorActor>, db: Db | Tx, command: CommandRow): Promise<{ call: MakeCall } | { refusal: string }>
}

export type MakeCall = (options: CallOptions) => Omit<RemoteCall<unknown>, 'id'>

// Next gives every bundle its own copy of a module: what is registered once is kept on globalThis.
const store = globalThis as { consoleRemoteActions?: Map<string, RemoteAction> }

export function registerRemoteActions(actions: readonly RemoteAction[]): void {
  store.consoleRemoteActions = new Map(actions.map(action => [action.action, action]))
}

export function remoteActionOf(action: string): RemoteAction | undefined {
  return store.consoleRemoteActions?.get(action)
}
