import 'server-only'
import type { AccountDetail, AccountRow } from '@/lib/accounts'
import { type Thresholds, thresholdOf } from '@/lib/credit-threshold'
import { can } from '@/lib/permissions'
import type { Ctx, OperatorActor } from '../context'
import type { RowOf } from '../platform/db/json-row'
import { accounts } from '../platform/db/schema'
import type { Marks } from './marks'

/** The account columns that a list may show, by name: a column that is not listed here never leaves the server. */
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
  balance: accounts.balance,
  availableCredit: accounts.availableCredit,
  currency: accounts.currency,
  balanceObservedAt: accounts.balanceObservedAt,
  createdAt: accounts.createdAt,
  updatedAt: accounts.updatedAt,
  disabledReason: accounts.disabledReason,
  disabledBy: accounts.disabledBy,
  disabledAt: accounts.disabledAt,
  reviewOn: accounts.reviewOn,
  missingSince: accounts.missingSince,
  protectedReason: accounts.protectedReason,
  drifted: accounts.drifted,
}

export const detailColumns = {
  ...rowColumns,
  apiUser: accounts.apiUser,
  managerAccountId: accounts.managerAccountId,
  creditLimit: accounts.creditLimit,
  creditThreshold: accounts.creditThreshold,
  channelLimitSource: accounts.channelLimitSource,
  statusMatched: accounts.statusMatched,
  disabledNote: accounts.disabledNote,
  protectedBy: accounts.protectedBy,
  protectedAt: accounts.protectedAt,
  firstSeenAt: accounts.firstSeenAt,
  observedAt: accounts.observedAt,
}

export type RowRecord = RowOf<typeof rowColumns>
type DetailRecord = RowOf<typeof detailColumns>

const iso = (date: Date | null): string | null => date?.toISOString() ?? null

export function toRow(ctx: Ctx<OperatorActor>, record: RowRecord, marks: Marks): AccountRow {
  const money = can(ctx.actor.role, 'accounts.balances')
  return {
    ...record,
    ...marks,
    statusObservedAt: record.statusObservedAt.toISOString(),
    channelLimitObservedAt: iso(record.channelLimitObservedAt),
    balance: money ? record.balance : null,
    availableCredit: money ? record.availableCredit : null,
    currency: money ? record.currency : null,
    balanceObservedAt: money ? iso(record.balanceObservedAt) : null,
    createdAt: iso(record.createdAt),
    updatedAt: iso(record.updatedAt),
    disabledAt: iso(record.disabledAt),
    missingSince: iso(record.missingSince),
  }
}

export function toDetail(ctx: Ctx<OperatorActor>, row: DetailRecord, marks: Marks, known: Thresholds): AccountDetail {
  const { creditThreshold: _, ...shown } = row
  const money = can(ctx.actor.role, 'accounts.balances')
  return {
    ...shown,
    ...toRow(ctx, shown, marks),
    creditLimit: money ? row.creditLimit : null,
    threshold: money ? thresholdOf(row, known) : null,
    protectedAt: iso(row.protectedAt),
    firstSeenAt: row.firstSeenAt.toISOString(),
    observedAt: row.observedAt.toISOString(),
  }
}
