import 'server-only'
import { sql } from 'drizzle-orm'
import type { AccountDetail, AccountRow } from '@/lib/accounts'
import type { PendingCommand } from '@/lib/command'
import { can } from '@/lib/permissions'
import type { Ctx, OperatorActor } from '../context'
import { accounts } from '../db/schema'

/**
 * The newest open command of an account, as one JSON value: a row knows what is under way without a second query.
 * The account's id is written out: drizzle leaves the table's name away, and `id` alone would be the command's.
 */
const pending = sql<(Omit<PendingCommand, 'sentAt'> & { sentAt: string }) | null>`(
  select json_build_object('id', c.id, 'action', c.action, 'state', c.state, 'sentAt', to_char(c.sent_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
  from commands c
  where c.target_kind = 'account' and c.target_id = accounts.id::text and c.state in ('in_flight', 'unknown')
  order by c.sent_at desc limit 1
)`

/** Changed outside the console, and nobody acknowledged it. */
const drifted = sql<boolean>`exists (
  select 1 from drift d where d.account_id = accounts.id and d.confirmed_at is not null and d.acknowledged_at is null
)`

/** The columns of an account a list may show. Named one by one: what is not here does not leave. */
export const rowColumns = {
  id: accounts.id,
  name: accounts.organizationName,
  email: accounts.email,
  status: accounts.status,
  statusSource: accounts.statusSource,
  statusObservedAt: accounts.statusObservedAt,
  rollupBilling: accounts.rollupBilling,
  customPricing: accounts.customPricing,
  channelLimit: accounts.channelLimit,
  channelLimitObservedAt: accounts.channelLimitObservedAt,
  availableCredit: accounts.availableCredit,
  currency: accounts.currency,
  balanceObservedAt: accounts.balanceObservedAt,
  createdAt: accounts.createdAt,
  updatedAt: accounts.updatedAt,
  reviewOn: accounts.reviewOn,
  missingSince: accounts.missingSince,
  protectedReason: accounts.protectedReason,
}

/** The same with what other tables know of it. */
export const listColumns = { ...rowColumns, drifted, pending }

export const detailColumns = {
  ...listColumns,
  apiUser: accounts.apiUser,
  managerAccountId: accounts.managerAccountId,
  balance: accounts.balance,
  creditLimit: accounts.creditLimit,
  channelLimitSource: accounts.channelLimitSource,
  statusMatched: accounts.statusMatched,
  disabledReason: accounts.disabledReason,
  disabledNote: accounts.disabledNote,
  disabledBy: accounts.disabledBy,
  disabledAt: accounts.disabledAt,
  protectedBy: accounts.protectedBy,
  protectedAt: accounts.protectedAt,
  firstSeenAt: accounts.firstSeenAt,
  observedAt: accounts.observedAt,
}

type Selected<C> = {
  [K in keyof C]: C[K] extends { _: { data: infer D; notNull: infer N } } ? (N extends true ? D : D | null) : unknown
}
type Computed = { pending: PendingCommand | null; drifted: boolean }
type ListRecord = Omit<Selected<typeof listColumns>, keyof Computed> & Computed
type DetailRecord = Omit<Selected<typeof detailColumns>, keyof Computed> & Computed

const iso = (date: Date | null): string | null => date?.toISOString() ?? null

export function toRow(ctx: Ctx<OperatorActor>, record: ListRecord): AccountRow {
  const money = can(ctx.actor.role, 'accounts.balances')
  return {
    ...record,
    statusObservedAt: record.statusObservedAt.toISOString(),
    channelLimitObservedAt: iso(record.channelLimitObservedAt),
    availableCredit: money ? record.availableCredit : null,
    currency: money ? record.currency : null,
    balanceObservedAt: money ? iso(record.balanceObservedAt) : null,
    createdAt: iso(record.createdAt),
    updatedAt: iso(record.updatedAt),
    missingSince: iso(record.missingSince),
  }
}

export function toDetail(ctx: Ctx<OperatorActor>, record: DetailRecord): AccountDetail {
  const { apiUser, managerAccountId, balance, creditLimit, channelLimitSource, statusMatched, ...rest } = record
  const { disabledReason, disabledNote, disabledBy, disabledAt, protectedBy, protectedAt, ...seen } = rest
  const { firstSeenAt, observedAt, ...listed } = seen
  const money = can(ctx.actor.role, 'accounts.balances')
  return {
    ...toRow(ctx, listed),
    apiUser,
    managerAccountId,
    balance: money ? balance : null,
    creditLimit: money ? creditLimit : null,
    channelLimitSource,
    statusMatched,
    disabledReason,
    disabledNote,
    disabledBy,
    disabledAt: iso(disabledAt),
    protectedBy,
    protectedAt: iso(protectedAt),
    firstSeenAt: firstSeenAt.toISOString(),
    observedAt: observedAt.toISOString(),
  }
}
