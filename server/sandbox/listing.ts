import { type AccountStatus, accountStatuses, type SandboxAccount } from './types'

/** An account as the list sees it, with filtered fields prepared for a fast scan: e-mail and name in lower case. */
type Listed = { account: SandboxAccount; status: AccountStatus; email: string; name: string }

export type ListFilter = {
  emailContains?: string | undefined
  emailEquals?: string | undefined
  nameContains?: string | undefined
  nameEquals?: string | undefined
  status?: AccountStatus | 'all' | 'active' | undefined
  includeCancelled: boolean
}

type ListRules = {
  emailFilterCaseSensitive: boolean
  statusOverlap: boolean
  statusFilterIgnored: boolean
  cancelledNeedsInclude: boolean
}

export type ListSort = { by: 'created_at' | 'email'; descending: boolean }

type Order = { rows: Listed[]; compare: (a: Listed, b: Listed) => number }

const byText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
const byCreation = (a: Listed, b: Listed) =>
  byText(a.account.created_at, b.account.created_at) || byText(a.account.id, b.account.id)
const byEmail = (a: Listed, b: Listed) => byText(a.email, b.email) || byText(a.account.id, b.account.id)

/**
 * The accounts in both sort orders, kept sorted at every change: a page of 100,000 accounts must not need a sort. The
 * last few results are cached until something changes, because a client reads one result page by page.
 */
export class AccountList {
  readonly #rows = new Map<string, Listed>()
  readonly #orders: Record<ListSort['by'], Order>
  readonly #results = new Map<string, Listed[]>()

  constructor(accounts: readonly SandboxAccount[]) {
    for (const account of accounts) this.#rows.set(account.id, listed(account))
    const rows = [...this.#rows.values()]
    this.#orders = {
      created_at: { rows: rows.toSorted(byCreation), compare: byCreation },
      email: { rows: rows.toSorted(byEmail), compare: byEmail },
    }
  }

  put(account: SandboxAccount): void {
    const before = this.#rows.get(account.id)
    const after = listed(account)
    for (const order of Object.values(this.#orders)) {
      const at = before && position(order, before)
      if (before && at !== undefined && order.compare(before, after) === 0) order.rows[at] = after
      else {
        if (at !== undefined) order.rows.splice(at, 1)
        order.rows.splice(position(order, after), 0, after)
      }
    }
    this.#rows.set(account.id, after)
    this.#results.clear()
  }

  remove(id: string): void {
    const row = this.#rows.get(id)
    if (!row) return
    for (const order of Object.values(this.#orders)) order.rows.splice(position(order, row), 1)
    this.#rows.delete(id)
    this.#results.clear()
  }

  find(filter: ListFilter, sort: ListSort, rules: ListRules, page: { number: number; size: number }) {
    const rows = this.#matching(filter, sort.by, rules)
    const start = (page.number - 1) * page.size
    const slice = sort.descending
      ? rows.slice(Math.max(0, rows.length - start - page.size), Math.max(0, rows.length - start)).reverse()
      : rows.slice(start, start + page.size)
    return { accounts: slice.map(row => row.account), total: rows.length }
  }

  #matching(filter: ListFilter, by: ListSort['by'], rules: ListRules): Listed[] {
    const key = JSON.stringify([filter, by, rules])
    const known = this.#results.get(key)
    if (known) return known
    const result = this.#orders[by].rows.filter(matcher(filter, rules))
    if (this.#results.size >= 16) this.#results.clear()
    this.#results.set(key, result)
    return result
  }
}

function listed(account: SandboxAccount): Listed {
  return {
    account,
    status: account.status,
    email: account.email.toLowerCase(),
    name: account.organization_name.toLowerCase(),
  }
}

/** Where the row is, or where it belongs. */
function position({ rows, compare }: Order, row: Listed): number {
  let low = 0
  let high = rows.length
  while (low < high) {
    const middle = (low + high) >>> 1
    const other = rows[middle]
    if (other && compare(other, row) < 0) low = middle + 1
    else high = middle
  }
  return low
}

/** One closure per query, with everything prepared: it runs for every account. */
function matcher(filter: ListFilter, rules: ListRules): (row: Listed) => boolean {
  const shown = shownStatuses(filter, rules)
  const emailPart = filter.emailContains?.toLowerCase()
  const namePart = filter.nameContains?.toLowerCase()
  const exact = rules.emailFilterCaseSensitive
  const email = exact ? filter.emailEquals : filter.emailEquals?.toLowerCase()
  const name = exact ? filter.nameEquals : filter.nameEquals?.toLowerCase()
  return row =>
    shown.has(row.status) &&
    (emailPart === undefined || row.email.includes(emailPart)) &&
    (namePart === undefined || row.name.includes(namePart)) &&
    (email === undefined || email === (exact ? row.account.email : row.email)) &&
    (name === undefined || name === (exact ? row.account.organization_name : row.name))
}

function shownStatuses(filter: ListFilter, rules: ListRules): ReadonlySet<AccountStatus> {
  const wanted = rules.statusFilterIgnored ? undefined : filter.status
  const shown = new Set(accountStatuses.filter(status => wanted === undefined || wanted === 'all' || wanted === status))
  if (wanted === 'active') for (const status of accountStatuses) shown.add(status)
  if (wanted === 'disabled' && rules.statusOverlap) shown.add('blocked')
  const namedAlone = wanted === 'cancelled' && !rules.cancelledNeedsInclude
  if (wanted === 'active' || !(filter.includeCancelled || namedAlone)) shown.delete('cancelled')
  return shown
}
