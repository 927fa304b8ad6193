import { createLoader, createSerializer, parseAsInteger, parseAsString, parseAsStringLiteral } from 'nuqs/server'
import type { AccountRow } from './accounts'
import { type CreditThreshold, readThreshold, type Thresholds } from './credit-threshold'
import { pageSizeOf } from './page-sizes'
import { searchText } from './search-text'

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
const sortValues = billingSortKeys.flatMap(key => [key, `-${key}`] as const)

export const billingSearchParsers = {
  view: parseAsStringLiteral(billingViews).withDefault('round'),
  q: parseAsString.withDefault(''),
  /** Low credit as if this was every account's threshold, each in its own currency; empty = their own thresholds. */
  below: parseAsString.withDefault(''),
  /** A minus before the name sorts descending; absent = the view's default order. */
  sort: parseAsStringLiteral(sortValues),
  page: parseAsInteger.withDefault(1),
  size: parseAsInteger.withDefault(50),
}

export type BillingSearch = {
  view: BillingView
  q: string
  below: string
  sort: (typeof sortValues)[number] | null
  page: number
  size: number
}

/** The low-credit list begins with what is furthest below its threshold. */
export const usualSort = (view: BillingView) => (view === 'low' ? '-short' : 'name')

const loader = createLoader(billingSearchParsers)

/** Clamps the values of an address, which people can edit. */
export function normalizeBillingSearch(search: BillingSearch): BillingSearch {
  return {
    ...search,
    q: searchText(search.q),
    below: readThreshold(search.below) ?? '',
    page: Math.min(Math.max(1, search.page), 100_000),
    size: pageSizeOf(search.size),
  }
}

export function loadBillingSearch(
  from: URLSearchParams | Record<string, string | string[] | undefined>,
): BillingSearch {
  return normalizeBillingSearch(loader(from))
}

export const serializeBillingSearch = createSerializer(billingSearchParsers)
