import {
  createParser,
  createSerializer,
  type inferParserType,
  parseAsArrayOf,
  parseAsString,
  parseAsStringLiteral,
} from 'nuqs/server'
import type { PendingCommand } from './command'
import { invalid, type Problem } from './errors'
import { pageParsers, parseAsQuery, parseAsSort } from './list-search'
import { type GroupsReport, type OrganizationUser, type ReportField, reportFields } from './managed-account'

/** One of the reseller's own staff, as the roster shows them. */
export type RosterUser = OrganizationUser & {
  /** The signed-in operator's own e-mail. */
  isSelf: boolean
  /** A removal whose outcome is not known yet. */
  pending: PendingCommand | null
}

export type Roster = {
  users: RosterUser[]
  /** When these users were read from Telnyx. ISO instant. */
  observedAt: string
  /** Why the last refresh failed. The users are those of `observedAt`. */
  problem: Problem | null
  /** Entries of Telnyx's list that could not be read. */
  unreadable: number
  /** All entries that Telnyx counted arrived and could be read. */
  complete: boolean
}

/** What can change about a user from one list of Telnyx to the next. */
export type RosterField = 'joined' | 'left' | 'email' | 'status' | 'owner' | 'sso' | 'groups'
/** Of groups, their names. */
export type RosterValue = string | boolean | string[] | null

export type RosterChange = {
  id: string
  userId: string
  email: string | null
  field: RosterField
  before: RosterValue
  after: RosterValue
  /** ISO instants: when the list before the change was read, and the one that shows it. */
  previousAt: string
  noticedAt: string
}

/** Changes that the operator has not looked at. `since` = null: this is their first look, so nothing counts as a change. */
export type RosterNews = { since: string | null; count: number }

/** The newest changes. `total` counts all that are kept. */
export type RosterChanges = { changes: RosterChange[]; total: number }

/** What the screen shows: the users, and what is new to this operator. */
export type RosterScreen = Roster & { news: RosterNews }

export type UserDetail = { user: RosterUser; observedAt: string }

// ---- the search in the address ----

export const reviewChecks = ['never', 'dormant', 'sso', 'ungrouped'] as const
export type ReviewCheck = (typeof reviewChecks)[number]

/** Signed in before, but not within this many days. */
export const dormantDays = 90

export const rosterSortKeys = ['email', 'status', 'groups', 'signin', 'sso', 'created'] as const
export type RosterSortKey = (typeof rosterSortKeys)[number]

/** An address cannot hold an empty value in a list. */
const parseAsStatus = createParser({
  parse: text => (text === 'not_reported' ? '' : text),
  serialize: (status: string) => status || 'not_reported',
})

/** One codec for the page, links and the client. Invalid input becomes the default. */
export const rosterSearchParsers = {
  /** `round` = the access review, which has its own search (lib/reviews.ts). */
  view: parseAsStringLiteral(['list', 'groups', 'round']).withDefault('list'),
  /** Any part of the e-mail. */
  q: parseAsQuery,
  /** Telnyx's own values, because it may add new ones; '' = not reported. */
  status: parseAsArrayOf(parseAsStatus).withDefault([]),
  /** Ids of groups. */
  group: parseAsArrayOf(parseAsString).withDefault([]),
  review: parseAsArrayOf(parseAsStringLiteral(reviewChecks)).withDefault([]),
  sort: parseAsSort(rosterSortKeys).withDefault('email'),
  ...pageParsers,
  /** The id of the user whose panel is open. */
  user: parseAsString,
}
export type RosterSearch = inferParserType<typeof rosterSearchParsers>
export const serializeRosterSearch = createSerializer(rosterSearchParsers)

/** The text that the operator types to confirm the removal. */
export function confirmationOf(user: Pick<OrganizationUser, 'id' | 'email'>): string {
  return user.email ?? user.id
}

/** Ignores case, because e-mail addresses do. */
export function isConfirmedBy(user: Pick<OrganizationUser, 'id' | 'email'>, typed: string): boolean {
  return sameEmail(confirmationOf(user), typed)
}

export function sameEmail(one: string, other: string): boolean {
  return one.trim().toLowerCase() === other.trim().toLowerCase()
}

export const reportFormats = ['telnyx-csv', 'json', 'csv'] as const
export type ReportFormat = (typeof reportFormats)[number]

export const reportFieldWords: Record<ReportField, string> = {
  id: 'id',
  email: 'e-mail',
  record_type: 'owner mark',
  user_status: 'status',
  created_at: 'creation date',
  groups: 'groups',
}

/** The header with notes about the file: a JSON list of sentences, percent-encoded. */
export const reportNotesHeader = 'x-report-notes'

/** Gaps in Telnyx's report, one sentence each; empty = none. */
export function reportNotes({ users, unreadable }: GroupsReport): string[] {
  const number = (count: number, one: string, many: string) =>
    `${count.toLocaleString('en-US')} ${count === 1 ? one : many}`
  const gaps = reportFields.flatMap(field => {
    const count = users.filter(user => user.odd.includes(field)).length
    return count === 0 ? [] : [`${number(count, 'user has', 'users have')} no readable ${reportFieldWords[field]}.`]
  })
  if (unreadable === 0) return gaps
  return [
    ...gaps,
    `${number(unreadable, 'entry', 'entries')} could not be read and ${unreadable === 1 ? 'is' : 'are'} missing from the file.`,
  ]
}

/** Reads the value of `reportNotesHeader`. */
export function reportNotesOf(header: string | null): string[] {
  const notes: unknown = header === null ? [] : JSON.parse(decodeURIComponent(header))
  return Array.isArray(notes) ? notes.map(String) : []
}

/** Throws AppError for an unknown format. */
export function reportFormatOf(value: string | null): ReportFormat {
  const format = reportFormats.find(one => one === value)
  if (!format) throw invalid('Reports are not available in this format.')
  return format
}

/** Throws AppError if the value cannot be the id of an organization user. The Telnyx edge checks it more strictly. */
export function organizationUserId(value: string | null): string {
  if (!value || value.length > 128 || value.includes('\u0000'))
    throw invalid('This is not the id of an organization user.')
  return value
}
