import type { CurrencyTotal } from './billing'
import { addDays, readDay } from './day'
import { invalid } from './errors'

/** How many days a chart shows. */
export const shownDays = 92

/** Values at the end of each day, as exact decimals; null = nothing is known of that day. */
export type HistoryLine = { key: string; values: (string | null)[] }

export type History = {
  /** The time zone of the days. */
  zone: string
  days: string[]
  lines: HistoryLine[]
}

export type BalanceHistory = History & {
  currency: string | null
  /** `shared` = the account uses the manager's balance and has no separate history. */
  scope: 'own' | 'shared' | 'unknown'
  estimate: CreditEstimate | null
}

/** Totals as of the end of a day. */
export type TotalsAsOf = {
  zone: string
  day: string
  /** The end of the day, or now. */
  at: string
  /** The first day of which history has a figure; null = it has none. */
  since: string | null
  /** Accounts with their own balance; `known` of them have a figure that old. */
  own: { accounts: number; known: number; totals: CurrencyTotal[] }
  /** They share the manager's balance: counted, never added up. */
  rollup: number
  /** Accounts that existed then, but without a figure that old, or without a known billing mode. */
  notKnown: number
  /** The manager's balance, shared by rollup accounts. */
  shared: { balance: string; currency: string | null; observedAt: string } | null
}

/** The size of the history in the database. */
export type HistorySize = { rows: number; bytes: number; months: number; thinnedBefore: string | null }

/** The day that an address asks for. Throws AppError. */
export function askedDay(search: URLSearchParams): string {
  const day = readDay(search.get('day') ?? '')
  if (day === null) throw invalid('Choose a day.')
  return day
}

// ---- exact decimals ----

const places = 12

/** A decimal in units of 10^-12, so that arithmetic is exact. */
function toUnits(decimal: string): bigint {
  const [, sign, whole = '0', fraction = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(decimal) ?? []
  const units = BigInt(whole) * 10n ** BigInt(places) + BigInt(fraction.slice(0, places).padEnd(places, '0'))
  return sign === '-' ? -units : units
}

/** The inverse, with at least two decimals. */
function fromUnits(units: bigint): string {
  const digits = String(units < 0n ? -units : units).padStart(places + 1, '0')
  const fraction = digits.slice(-places).replace(/0+$/, '').padEnd(2, '0')
  return `${units < 0n ? '-' : ''}${digits.slice(0, -places)}.${fraction}`
}

// ---- days left ----

/** Fewer days say too little about the rate. */
export const estimateDays = 14

export type CreditEstimate = {
  /** Whole days until the available credit is used up at this rate. */
  daysLeft: number
  /** Spent per day on average, rounded down to cents. */
  perDay: string
  /** The days that the average is of. */
  days: number
}

/**
 * How long the available credit lasts at the rate of the last 14 days: what the balance fell by from day to day, on
 * average. Days on which it rose (a payment) count as days without spending. Null when a day is not known, nothing was
 * spent, or no credit is left.
 */
export function estimateCredit(balances: readonly (string | null)[], available: string | null): CreditEstimate | null {
  const last = balances.slice(-(estimateDays + 1))
  if (last.length <= estimateDays || available === null) return null
  let spent = 0n
  for (const [at, balance] of last.entries()) {
    const before = last[at - 1]
    if (balance === null || before === null) return null
    if (before === undefined) continue
    const fall = toUnits(before) - toUnits(balance)
    if (fall > 0n) spent += fall
  }
  const left = toUnits(available)
  if (spent === 0n || left <= 0n) return null
  const cent = 10n ** BigInt(places - 2)
  return {
    daysLeft: Number((left * BigInt(estimateDays)) / spent),
    perDay: fromUnits((spent / BigInt(estimateDays) / cent) * cent),
    days: estimateDays,
  }
}

// ---- one value a day ----

/** A figure that was not confirmed for this long is no longer known. */
export const gapMs = 2 * 86_400_000

export type Observed<T> = {
  /** ISO instants: when the value was first seen, and when it was last confirmed. */
  at: string
  confirmedAt: string
  value: T
}

/**
 * The value at the end of each day: the last one that was seen, unless it was not confirmed for two days by then.
 * @param observed in order of time
 * @param ends the end of each day, in milliseconds
 */
export function dailyValues<T>(observed: readonly Observed<T>[], ends: readonly number[]): (T | null)[] {
  let next = 0
  return ends.map(end => {
    while (next < observed.length && Date.parse(observed[next]?.at ?? '') < end) next += 1
    const last = observed[next - 1]
    if (!last) return null
    const oldest = end - gapMs
    return Date.parse(last.confirmedAt) >= oldest || Date.parse(last.at) >= oldest ? last.value : null
  })
}

/** Lines of rows that have a day, with a gap where a day is missing. */
export function linesOf(
  days: readonly string[],
  rows: readonly { day: string; key: string; value: string }[],
): HistoryLine[] {
  const keys = [...new Set(rows.map(row => row.key))]
  const found = new Map(rows.map(row => [`${row.day} ${row.key}`, row.value]))
  return keys.map(key => ({ key, values: days.map(day => found.get(`${day} ${key}`) ?? null) }))
}

/** The days that a chart shows, the last one today. */
export const firstShown = (today: string): string => addDays(today, 1 - shownDays)
