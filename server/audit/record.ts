import 'server-only'
import { is } from 'drizzle-orm'
import { PgTransaction } from 'drizzle-orm/pg-core'
import type { AuditAction, AuditOutcome, Changes } from '@/lib/audit'
import type { Problem } from '@/lib/errors'
import type { Actor, Ctx } from '../context'
import type { Db, Tx } from '../platform/db/client'
import { appendRows } from './append'

export type AuditTarget = {
  kind:
    | 'account'
    | 'organization_user'
    | 'operator'
    | 'page'
    | 'export'
    | 'saved_view'
    | 'approval'
    | 'setting'
    | 'job'
    | 'review_round'
  id: string
  label?: string | null
}

type AuditEntry = {
  action: AuditAction
  commandId?: string
  target?: AuditTarget
  reason?: string | null
  /** Allow-listed by the caller: never a whole input, never a secret. */
  detail?: Record<string, unknown>
  changes?: Changes
  outcome?: AuditOutcome
  problem?: Problem
  telnyxRequestId?: string | null
}

type OfCall = { commandId: string; target: AuditTarget }
type Ended = { outcome: AuditOutcome }

function actorColumns(actor: Actor) {
  if (actor.kind === 'operator') {
    return { actorKind: actor.kind, actorId: actor.id, actorName: actor.name, actorRole: actor.role }
  }
  return {
    actorKind: actor.kind,
    actorId: null,
    actorName: actor.kind === 'system' ? actor.job : 'Nobody signed in',
    actorRole: null,
  }
}

/** Replaces what no database stores (NUL, half a surrogate pair): hostile text must not keep an action out. */
const plain = (text: string) => Buffer.from(text).toString().replaceAll('\0', '\ufffd')

function plainText(text: string | null | undefined): string | null {
  return text === null || text === undefined ? null : plain(text)
}

function plainJson<T>(value: T | undefined): T | null {
  if (value === undefined) return null
  return JSON.parse(JSON.stringify(value, (_, part: unknown) => (typeof part === 'string' ? plain(part) : part)))
}

type Phase = 'intent' | 'outcome' | 'event'

/** The parts of a context that are recorded, and what writing them needs. */
type Recorder = Pick<Ctx, 'auditChain' | 'now' | 'actor' | 'requestId'>

function insert(tx: Tx, ctx: Recorder, phase: Phase, entry: AuditEntry): Promise<void> {
  return appendRows(tx, ctx.auditChain, [rowOf(ctx, phase, entry)])
}

function rowOf(ctx: Recorder, phase: Phase, entry: AuditEntry) {
  const actor = actorColumns(ctx.actor)
  return {
    at: ctx.now(),
    phase,
    commandId: entry.commandId?.toLowerCase() ?? null,
    action: entry.action,
    ...actor,
    actorName: plain(actor.actorName),
    targetKind: entry.target?.kind ?? null,
    targetId: plainText(entry.target?.id),
    targetLabel: plainText(entry.target?.label),
    reason: plainText(entry.reason),
    detail: plainJson(entry.detail),
    changes: plainJson(entry.changes),
    outcome: entry.outcome ?? null,
    problem: plainJson(entry.problem),
    telnyxRequestId: plainText(entry.telnyxRequestId),
    requestId: plainText(ctx.requestId),
  }
}

/** Before a call: without an audit entry nothing is sent. Throws when it cannot be written; then send nothing. */
export function recordIntent(tx: Tx, ctx: Ctx, entry: AuditEntry & OfCall): Promise<void> {
  return insert(tx, ctx, 'intent', entry)
}

/** After a call, in the transaction that writes its result to the mirror. */
export function recordOutcome(tx: Tx, ctx: Ctx, entry: AuditEntry & OfCall & Ended): Promise<void> {
  return insert(tx, ctx, 'outcome', entry)
}

/** For events without a call to Telnyx: sign-ins, denials, notes. Given the database, it opens a transaction. */
export function recordEvent(db: Db | Tx, ctx: Recorder, entry: AuditEntry & Ended): Promise<void> {
  if (isTx(db)) return insert(db, ctx, 'event', entry)
  return db.transaction(tx => insert(tx, ctx, 'event', entry))
}

/** Rows per statement: parameters are numbered with 16 bits. */
const rowsAtOnce = 1_000

/** Many events in one transaction, for one action on many things. */
export async function recordEvents(tx: Tx, ctx: Ctx, entries: readonly (AuditEntry & Ended)[]): Promise<void> {
  for (let from = 0; from < entries.length; from += rowsAtOnce) {
    const rows = entries.slice(from, from + rowsAtOnce).map(entry => rowOf(ctx, 'event', entry))
    await appendRows(tx, ctx.auditChain, rows)
  }
}

function isTx(db: Db | Tx): db is Tx {
  return is(db, PgTransaction)
}
