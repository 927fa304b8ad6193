import type { ReviewCheck, RosterSearch, RosterSortKey, RosterUser } from './organization'
import { dormantDays, reviewChecks } from './organization'

export type Choice = { value: string; label: string; count: number }

/** One page of the roster, with a count for each filter value. */
export type RosterView = {
  rows: RosterUser[]
  rowCount: number
  page: number
  /** Every status that occurs, most frequent first; '' = not reported by Telnyx. */
  statuses: Choice[]
  /** Every group that occurs, by name. */
  groups: Choice[]
  review: Record<ReviewCheck, number>
}

type Filter = 'status' | 'group' | 'review'

const day = 24 * 3_600_000
const collator = new Intl.Collator('en', { sensitivity: 'base', numeric: true })

type CheckedFacts = Pick<RosterUser, 'lastSignInAt' | 'bypassesSso'> & { groups: readonly unknown[] | null }

/** Whether a check of the access review finds this user. Values not reported by Telnyx are no finding. */
export function hasFinding(user: CheckedFacts, check: ReviewCheck, at: string): boolean {
  switch (check) {
    case 'never':
      return user.lastSignInAt === null
    case 'dormant':
      return user.lastSignInAt !== null && Date.parse(at) - Date.parse(user.lastSignInAt) > dormantDays * day
    case 'sso':
      return user.bypassesSso === true
    case 'ungrouped':
      return user.groups !== null && user.groups.length === 0
  }
}

/** Filters, counts, sorts and pages the roster. Pure: with `at`, when it was read, server and browser agree. */
export function viewRoster(users: readonly RosterUser[], search: RosterSearch, at: string): RosterView {
  const text = search.q.trim().toLowerCase()
  const found = users.filter(user => text === '' || `${user.email ?? ''} ${user.id}`.toLowerCase().includes(text))
  // The counts of a filter ignore its own selection, because they show what selecting a value would give.
  const without = (left?: Filter) =>
    found.filter(
      user =>
        (left === 'status' || search.status.length === 0 || search.status.includes(user.status ?? '')) &&
        (left === 'group' ||
          search.group.length === 0 ||
          (user.groups ?? []).some(group => search.group.includes(group.id))) &&
        (left === 'review' || search.review.length === 0 || search.review.some(check => hasFinding(user, check, at))),
    )
  const matching = without().sort(order(search.sort))
  const page = Math.min(search.page, Math.max(1, Math.ceil(matching.length / search.size)))
  const reviewed = without('review')
  const counted = reviewChecks.map(check => [check, reviewed.filter(user => hasFinding(user, check, at)).length])
  return {
    rows: matching.slice((page - 1) * search.size, page * search.size),
    rowCount: matching.length,
    page,
    statuses: statusChoices(users, without('status')),
    groups: groupChoices(users, without('group')),
    review: Object.fromEntries(counted) as Record<ReviewCheck, number>,
  }
}

function statusChoices(all: readonly RosterUser[], counted: readonly RosterUser[]): Choice[] {
  const values = [...new Set(all.map(user => user.status ?? ''))]
  const count = (value: string) => counted.filter(user => (user.status ?? '') === value).length
  return values
    .map(value => ({ value, label: statusWord(value === '' ? null : value), count: count(value) }))
    .sort((one, other) => other.count - one.count || collator.compare(one.label, other.label))
}

function groupChoices(all: readonly RosterUser[], counted: readonly RosterUser[]): Choice[] {
  const names = new Map(all.flatMap(user => (user.groups ?? []).map(group => [group.id, group.name] as const)))
  const count = (id: string) => counted.filter(user => user.groups?.some(group => group.id === id)).length
  return [...names]
    .map(([value, name]) => ({ value, label: name || value, count: count(value) }))
    .sort((one, other) => collator.compare(one.label, other.label))
}

/** Telnyx's status with a capital letter. Unknown values are shown as they are. */
export function statusWord(status: string | null): string {
  if (status === null) return 'Not reported by Telnyx'
  return ['enabled', 'disabled', 'blocked'].includes(status) ? status[0]?.toUpperCase() + status.slice(1) : status
}

type Sortable = string | number | null

const sortValue: Record<RosterSortKey, (user: RosterUser) => Sortable> = {
  email: user => user.email,
  status: user => user.status,
  groups: user => user.groups?.length ?? null,
  signin: user => (user.lastSignInAt === null ? null : Date.parse(user.lastSignInAt)),
  sso: user => (user.bypassesSso === null ? null : Number(user.bypassesSso)),
  created: user => (user.createdAt === null ? null : Date.parse(user.createdAt)),
}

/** Unknown values come last in both directions. E-mail and id make ties stable. */
function order(sort: RosterSearch['sort']): (one: RosterUser, other: RosterUser) => number {
  const descending = sort.startsWith('-')
  const read = sortValue[(descending ? sort.slice(1) : sort) as RosterSortKey]
  return (one, other) => {
    const [a, b] = [read(one), read(other)]
    if (a === null || b === null) return Number(a === null) - Number(b === null) || byEmail(one, other)
    return (descending ? compare(b, a) : compare(a, b)) || byEmail(one, other)
  }
}

function compare(a: string | number, b: string | number): number {
  return typeof a === 'number' && typeof b === 'number' ? a - b : collator.compare(String(a), String(b))
}

function byEmail(one: RosterUser, other: RosterUser): number {
  return collator.compare(one.email ?? '', other.email ?? '') || (one.id < other.id ? -1 : 1)
}
