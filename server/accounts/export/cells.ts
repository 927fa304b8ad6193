import 'server-only'
import type { ExportColumn } from '@/lib/account-columns'
import { type DisableReason, disableReasons, flagWords, statusWords } from '@/lib/account-words'
import { balanceScope, balanceScopeWords } from '@/lib/balance'
import type { Cell } from '@/lib/csv'
import type { RowOf } from '../../platform/db/json-row'
import { accounts } from '../../platform/db/schema'
import { disableTicket } from '../ticket'

/** The columns that an export reads, by name: a column that is not listed here is never exported. */
export const exportFields = {
  id: accounts.id,
  organizationName: accounts.organizationName,
  email: accounts.email,
  status: accounts.status,
  statusObservedAt: accounts.statusObservedAt,
  observedAt: accounts.observedAt,
  rollupBilling: accounts.rollupBilling,
  customPricing: accounts.customPricing,
  channelLimit: accounts.channelLimit,
  channelLimitObservedAt: accounts.channelLimitObservedAt,
  balance: accounts.balance,
  creditLimit: accounts.creditLimit,
  availableCredit: accounts.availableCredit,
  currency: accounts.currency,
  balanceObservedAt: accounts.balanceObservedAt,
  createdAt: accounts.createdAt,
  updatedAt: accounts.updatedAt,
  protectedReason: accounts.protectedReason,
  disabledAt: accounts.disabledAt,
  disabledBy: accounts.disabledBy,
  disabledReason: accounts.disabledReason,
  reviewOn: accounts.reviewOn,
  disableTicket,
  missingSince: accounts.missingSince,
}
export type ExportRecord = RowOf<typeof exportFields>

const instant = (at: Date | null): Cell => at?.toISOString() ?? null
export const figure = (value: string | number | null): Cell => (value === null ? null : { figure: String(value) })
const flag = (value: boolean | null) => (value === null ? 'unknown' : value ? 'yes' : 'no')

function balanceOf(record: ExportRecord): string | null {
  if (record.availableCredit === null) return null
  return balanceScopeWords[balanceScope(record)].file
}

function reasonOf(record: ExportRecord): string | null {
  const reason = record.disabledReason
  return reason !== null && reason in disableReasons ? disableReasons[reason as DisableReason] : reason
}

const whileDisabled = (record: ExportRecord, cell: Cell): Cell => (record.status === 'disabled' ? cell : null)

/**
 * Files use the words of the screen for statuses and flags, "Unknown" included. Amounts are plain decimals with their currency beside
 * them, times ISO 8601 in UTC. A missing value is an empty cell.
 */
const cellsOf: Record<ExportColumn, (record: ExportRecord) => Cell[]> = {
  name: record => [record.organizationName],
  status: record => [statusWords[record.status]],
  email: record => [record.email],
  rollup: record => [flagWords.rollup[flag(record.rollupBilling)]],
  pricing: record => [flagWords.pricing[flag(record.customPricing)]],
  channels: record => [figure(record.channelLimit), instant(record.channelLimitObservedAt)],
  credit: record => [
    figure(record.availableCredit),
    record.currency,
    balanceOf(record),
    instant(record.balanceObservedAt),
  ],
  balance: record => [figure(record.balance), figure(record.creditLimit)],
  created: record => [instant(record.createdAt)],
  updated: record => [instant(record.updatedAt)],
  id: record => [record.id],
  protected: record => [record.protectedReason],
  disabled: record => [whileDisabled(record, instant(record.disabledAt))],
  disabledBy: record => [whileDisabled(record, record.disabledBy)],
  reason: record => [whileDisabled(record, reasonOf(record))],
  ticket: record => [record.disableTicket],
  review: record => [record.reviewOn],
  missing: record => [instant(record.missingSince)],
  observed: record => [instant(record.statusObservedAt), instant(record.observedAt)],
}

export function cellsIn(columns: readonly ExportColumn[], record: ExportRecord): Cell[] {
  return columns.flatMap(column => cellsOf[column](record))
}
