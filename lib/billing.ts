import { createLoader, createParser, createSerializer, type inferParserType, parseAsStringLiteral } from 'nuqs/server'
import type { AccountRow } from './accounts'
import { type CreditThreshold, readThreshold, type Thresholds } from './credit-threshold'
import { pageParsers, parseAsQuery, parseAsSort } from './list-search'

export type BillingRow = AccountRow & {
  /** A decimal string like `balance`. For rollup accounts both are the manager's and are not shown. */
  creditLimit: string | null
  /** Null for accounts that do not pay from their own balance. */
  threshold: CreditThreshold | null
  /** How far the available credit is below the threshold, or below the one that the search assumes. */
  short: string | null
}

export type BillingPage = {
  rows: BillingRow[]
  /** How many accounts match, and the total without the filter. */
  rowCount: number
  total: number
  /** How many rows each view has with the current search. */
  views: Record<AccountView, number>
  /** The thresholds of currencies that have one. */
  thresholds: Thresholds
}

/** Own-balance accounts with credit below their threshold, and how many of these accounts have a known balance. */
export type LowCredit = { low: number; known: number; of: number }

export type CurrencyTotal = {
  /** ISO 4217; null = Telnyx reported the balances without a currency. Never added to another currency. */
  currency: string | null
  /** An exact decimal, added up by the database. */
  balance: string
  /** How many balances it adds up. */
  accounts: number
  /** When the oldest of them was observed. */
  oldestAt: string | null
}

export type BillingTotals = {
  /** They share the manager's balance: counted, never added up. */
  rollup: number
  /** Accounts whose rollup flag Telnyx has not reported. */
  untold: number
  own: { accounts: number; known: number; totals: CurrencyTotal[] }
}

// ---- the search: what the address holds ----

/** `round` = the review round, which has its own search (lib/reviews.ts). */
export const billingViews = ['round', 'rollup', 'own', 'low'] as const
export type BillingView = (typeof billingViews)[number]

export const billingViewWords: Record<BillingView, string> = {
  round: 'Review round',
  rollup: 'Rollup billing',
  own: 'Own balance',
  low: 'Low credit',
}

export type AccountView = Exclude<BillingView, 'round'>

export const billingSortKeys = ['name', 'status', 'balance', 'credit', 'short'] as const
export type BillingSortKey = (typeof billingSortKeys)[number]

export const billingSearchParsers = {
  view: parseAsStringLiteral(billingViews).withDefault('round'),
  q: parseAsQuery,
  /** Low credit as if this was every account's threshold, each in its own currency; empty = their own thresholds. */
  below: createParser({ parse: readThreshold, serialize: amount => amount }).withDefault(''),
  /** Absent = the view's default order. */
  sort: parseAsSort(billingSortKeys),
  ...pageParsers,
}
export type BillingSearch = inferParserType<typeof billingSearchParsers>
export const loadBillingSearch = createLoader(billingSearchParsers)
export const serializeBillingSearch = createSerializer(billingSearchParsers)

/** The low-credit list begins with what is furthest below its threshold. */
export const usualSort = (view: BillingView) => (view === 'low' ? '-short' : 'name')
