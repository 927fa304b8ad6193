import { createLoader, createParser, createSerializer, type inferParserType, parseAsStringLiteral } from 'nuqs/server'
import { pageParsers, parseAsQuery } from './list-search'
import type { Permission } from './permissions'

// Review rounds: a frozen population whose items are judged one by one or in bulk, until the round is signed off.

export const reviewKinds = ['rollup', 'pricing', 'users'] as const
export type ReviewKind = (typeof reviewKinds)[number]

/** Which rounds a desk shows: Billing reviews accounts, the organization's screen reviews users. */
export const desks = { billing: ['rollup', 'pricing'], access: ['users'] } as const
export type Desk = keyof typeof desks

export const deskOf = (kind: ReviewKind): Desk => (kind === 'users' ? 'access' : 'billing')
export const permissionOf = (kind: ReviewKind): Permission => `reviews.${deskOf(kind)}`

export type Verdict = 'approved' | 'questioned'

/** The facts of a user that an access round shows, as they were frozen. */
export type UserFacts = {
  status: string | null
  isOwner: boolean | null
  bypassesSso: boolean | null
  lastSignInAt: string | null
  groups: string[] | null
}

/** The value of an item that no longer exists: a gone account, a removed user. No other value is spelled like this. */
export const gone = 'gone'

export const itemStates = ['todo', 'open', 'changed', 'questioned', 'approved', 'all'] as const
export type ItemState = (typeof itemStates)[number]

export type RoundCounts = {
  items: number
  open: number
  approved: number
  questioned: number
  /** The value differs from the frozen or decided one. Items that no longer exist do not count. */
  changed: number
  gone: number
  /** Open or changed, and still there: the item waits for a reviewer. */
  todo: number
}

export type RoundRow = {
  id: string
  kind: ReviewKind
  name: string
  openedBy: string
  /** ISO instants. */
  openedAt: string
  asOf: string
  dueOn: string | null
  /** Empty = everybody with the permission. */
  reviewers: { id: string; name: string }[]
  state: 'open' | 'signed_off'
  signedOffBy: string | null
  signedOffAt: string | null
  remark: string | null
  /** Which accounts it holds, in words; null = all of them, or a round of users. */
  population: string | null
  auditId: number | null
  auditHash: string | null
}

export type RoundView = RoundRow & {
  counts: RoundCounts
  /** Whether this operator may decide here: the round is open, and they are one of its reviewers. */
  mayDecide: boolean
  /** How many decisions are this operator's own. */
  ownDecisions: number
}

/** Of the rounds of a desk, the newest first: the newest open one, else the newest one. */
export const currentOf = <T extends Pick<RoundRow, 'state'>>(rounds: readonly T[]): T | undefined =>
  rounds.find(round => round.state === 'open') ?? rounds[0]

export type DeskView = {
  /** The rounds of this desk, the newest first. */
  rounds: RoundRow[]
  /** The round that was asked for, null if this desk has none of that id; else the current one. */
  round: RoundView | null
  /** Whether a round must be signed off by another person than the one who decided most of it. */
  secondPerson: boolean
}

/** What a dialog needs to open a round. */
export type RoundSetup = {
  people: { id: string; name: string }[]
  /** How many items a round of each kind would have now; null = not known, because Telnyx did not answer. */
  counts: Partial<Record<ReviewKind, number | null>>
}

export type ReviewItem = {
  roundId: string
  subjectId: string
  name: string | null
  email: string | null
  facts: UserFacts | null
  /** The value when the round was opened, and the value now. */
  value: string
  now: string
  verdict: 'open' | Verdict
  note: string | null
  decidedValue: string | null
  decidedBy: string | null
  decidedAt: string | null
  bulkId: string | null
  sentBy: string | null
  sentAt: string | null
  answeredBy: string | null
  answeredAt: string | null
  /** The decision is this operator's own. */
  isMine: boolean
  /** A user with the operator's own e-mail: another reviewer decides. */
  isSelf: boolean
  /** Null for users, and for roles that may not see balances. `rollupBilling` says whose balance it is; null = not reported. */
  money: { balance: string | null; currency: string | null; rollupBilling: boolean | null } | null
}

export type ItemPage = {
  rows: ReviewItem[]
  rowCount: number
  /** How many items that match the text, in whatever state, a bulk decision would decide. */
  undecided: number
}

/** The decided value of an item, else the frozen one. */
export const referenceOf = (item: Pick<ReviewItem, 'value' | 'decidedValue'>) => item.decidedValue ?? item.value

export const isChanged = (item: Pick<ReviewItem, 'value' | 'decidedValue' | 'now'>) =>
  item.now !== gone && item.now !== referenceOf(item)

/** Not what is gone, and not a user who is missing from an incomplete list: nobody knows what they would decide about. */
export const canBeDecided = (kind: ReviewKind, now: string) => now !== gone && !(kind === 'users' && now === 'unknown')

/** One account's item in a round, for the account's page. */
export type AccountVerdict = { round: string } & Pick<RoundRow, 'kind' | 'state' | 'openedAt'> &
  Pick<ReviewItem, 'roundId' | 'verdict' | 'value' | 'decidedValue' | 'now' | 'note' | 'decidedBy' | 'decidedAt'>

// ---- the search: what the address holds ----

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

export const roundSearchParsers = {
  /** The id of a round; absent = the current one. */
  round: createParser({ parse: id => (uuid.test(id) ? id.toLowerCase() : null), serialize: id => id }),
  state: parseAsStringLiteral(itemStates).withDefault('todo'),
  q: parseAsQuery,
  ...pageParsers,
}
export type RoundSearch = inferParserType<typeof roundSearchParsers>
export const loadRoundSearch = createLoader(roundSearchParsers)
export const serializeRoundSearch = createSerializer(roundSearchParsers)

/** Which desk a request is about: Billing unless the address says access. */
export const deskIn = (from: URLSearchParams): Desk => (from.get('desk') === 'access' ? 'access' : 'billing')

/** What a dialog that opens a round asks for: the search is an address of the list of accounts. */
export function setupIn(from: URLSearchParams): { desk: Desk; search: string } {
  return { desk: deskIn(from), search: from.get('search') ?? '' }
}
