import {
  createLoader,
  createParser,
  createSerializer,
  type inferParserType,
  parseAsArrayOf,
  parseAsInteger,
  parseAsStringLiteral,
  type SearchParams,
} from 'nuqs/server'
import type { Problem } from './errors'
import { pageParsers, parseAsDay, parseAsQuery } from './list-search'
import { searchText } from './search-text'

/** All recorded actions, as `entity.verb`, with the words people read. A closed list: no other can be recorded. */
export const auditActions = {
  'account.create': 'Create managed account',
  'account.disable': 'Disable managed account',
  'account.enable': 'Enable managed account',
  'account.connections_marked': 'Mark connections as enabled',
  'account.custom_pricing': 'Change custom pricing',
  'account.channel_limit': 'Change channel limit',
  'account.limit_stated': 'Import channel limit',
  'account.note': 'Add note',
  'account.protect': 'Change protection',
  'account.credit_threshold': 'Change low credit threshold',
  'account.reveal': 'Reveal key',
  'drift.acknowledge': 'Mark external changes as seen',
  'accounts.export': 'Export accounts',
  'view.save': 'Save view',
  'view.change': 'Change view',
  'view.delete': 'Delete view',
  'rollup.review': 'Review rollup billing flag',
  'rollup.undo': 'Undo review of rollup billing flag',
  'review_round.open': 'Open review round',
  'review_round.sign_off': 'Sign off review round',
  'review_round.evidence': 'Download evidence of review round',
  'review.decide': 'Decide review item',
  'review.undo': 'Undo review decision',
  'review.follow_up': 'Follow up questioned item',
  'organization_user.remove': 'Remove organization user',
  'organization_report.download': 'Download groups report',
  'sync.request': 'Sync now',
  'sending.stop': 'Stop all sending',
  'sending.resume': 'Resume sending',
  'command.hold': 'Put change on hold',
  'command.continue': 'Continue change on hold',
  'job.start': 'Start job',
  'job.pause': 'Pause job',
  'job.resume': 'Resume job',
  'job.cancel': 'Cancel job',
  'job.retry': 'Retry failed items',
  'job.finish': 'Finish job',
  'job.results': 'Download job results',
  'approval.request': 'Request approval',
  'approval.decide': 'Approve or reject request',
  'approval.withdraw': 'Withdraw approval request',
  'setting.change': 'Change setting',
  'session.sign_in': 'Sign in',
  'session.sign_in_failed': 'Failed sign-in',
  'session.sign_out': 'Sign out',
  'session.end': 'End own sessions',
  'session.confirm': 'Confirm identity',
  'security.password': 'Change own password',
  'security.totp_add': 'Add authenticator app',
  'security.totp_remove': 'Remove authenticator app',
  'security.passkey_add': 'Add passkey',
  'security.passkey_remove': 'Remove passkey',
  'security.recovery_codes': 'Create recovery codes',
  'operator.first_owner': 'Set up first owner',
  'operator.invite': 'Invite operator',
  'operator.join': 'Join as operator',
  'operator.link_revoke': 'Withdraw link',
  'operator.reset': 'Create sign-in link',
  'operator.reset_used': 'Use sign-in link',
  'operator.role': 'Change operator’s role',
  'operator.disable': 'Disable operator',
  'operator.enable': 'Enable operator',
  'operator.sessions_end': 'End operator’s sessions',
  'audit.archive': 'Archive audit entries',
  'audit.export': 'Export audit record',
  'audit.remove_archived': 'Remove archived audit entries',
  'database.restore': 'Restore database',
  'retention.remove': 'Remove old rows',
  'access.denied': 'Access denied',
} as const

export type AuditAction = keyof typeof auditActions

/** Commands without an own entry; only a refusal names them. A resolution is recorded with the command it settles. */
export const unrecordedCommands = {
  'accounts.check_import': 'Check account file',
  'accounts.freeze': 'Select accounts',
  'channels.check_limits': 'Check channel limit file',
  'command.settle': 'Save resolution',
  'command.undo': 'Undo before sending',
  'preference.set': 'Set preference',
  'security.passkey_ask': 'Request passkey',
  'security.passkey_start': 'Start adding passkey',
  'security.totp_start': 'Start adding authenticator app',
} as const

export type CommandName = AuditAction | keyof typeof unrecordedCommands

export const auditOutcomes = ['succeeded', 'failed', 'unknown', 'denied', 'cancelled'] as const
export type AuditOutcome = (typeof auditOutcomes)[number]

/** All fields of recorded changes, with the words people read. A closed list: other fields cannot be recorded. */
export const changeFieldWords = {
  account: 'Account id',
  accounts: 'Accounts',
  channelLimit: 'Channel limit',
  creditThreshold: 'Low credit threshold',
  customPricing: 'Custom pricing',
  disableOver: 'Approval required above',
  email: 'E-mail',
  look: 'Columns and order',
  name: 'Name',
  protected: 'Protected',
  removed: 'Removed',
  role: 'Role',
  rollupBilling: 'Rollup billing',
  rollupReview: 'Rollup billing review',
  review: 'Review',
  search: 'Search',
  secondPerson: 'Sign-off by a second person',
  shared: 'Shared',
  status: 'Status',
  timeZone: 'Time zone',
} as const
export type ChangeField = keyof typeof changeFieldWords

/** Field → [before, after]. */
export type Changes = Partial<Record<ChangeField, [unknown, unknown]>>

export function isAuditAction(value: string): value is AuditAction {
  return Object.hasOwn(auditActions, value)
}

export type AuditEntry = {
  /** Position in the record. Entries are sorted by it. */
  id: number
  /** ISO instants: when it started, and when its outcome was recorded. */
  at: string
  endedAt: string | null
  commandId: string | null
  action: string
  actorId: string | null
  actorName: string
  actorRole: string | null
  actorKind: 'operator' | 'system' | 'anonymous'
  targetKind: string | null
  targetId: string | null
  targetLabel: string | null
  reason: string | null
  detail: Record<string, unknown> | null
  changes: Changes | null
  /** null = in progress. */
  outcome: AuditOutcome | null
  problem: Problem | null
  /** Who recorded the outcome, and how they found out, when no read of Telnyx could determine it. */
  settled: { by: string; note: string } | null
  telnyxRequestId: string | null
  requestId: string | null
  /** The hashes of the intent row and of the outcome row; null = from before the record was a chain. */
  hash: string | null
  endHash: string | null
}

/** `newer`, `older`: there are more entries in that direction. The total is not counted. */
export type AuditPage = {
  rows: AuditEntry[]
  newer: boolean
  older: boolean
  /** ISO instant: entries up to then were archived and removed. Only where there are no older ones; null = none were. */
  archivedUpTo: string | null
}

const auditActionNames = Object.keys(auditActions) as [AuditAction, ...AuditAction[]]

const parseAsId = createParser({ parse: text => searchText(text) || null, serialize: id => id })
const parseAsRow = createParser({
  parse: text => {
    const row = parseAsInteger.parse(text)
    return row !== null && Number.isSafeInteger(row) && row > 0 ? row : null
  },
  serialize: String,
})

export const auditSearchParsers = {
  /** Part of a name, account id, reason or ticket, or a full Telnyx request id or job id. */
  q: parseAsQuery,
  action: parseAsArrayOf(parseAsStringLiteral(auditActionNames)).withDefault([]),
  outcome: parseAsArrayOf(parseAsStringLiteral(auditOutcomes)).withDefault([]),
  /** Ids of operators. */
  operator: parseAsArrayOf(parseAsId).withDefault([]),
  /** Days in UTC, both included. */
  from: parseAsDay,
  to: parseAsDay,
  /** The page starts before or after this row. With neither, it is the newest page. */
  before: parseAsRow,
  after: parseAsRow,
  size: pageParsers.size,
}
export type AuditSearch = inferParserType<typeof auditSearchParsers>
export type AuditFilter = Omit<AuditSearch, 'before' | 'after' | 'size'>

const loader = createLoader(auditSearchParsers)

/** With both rows, `before` counts. */
export function normalizeAuditSearch(search: AuditSearch): AuditSearch {
  return { ...search, after: search.before === null ? search.after : null }
}

export function loadAuditSearch(from: URLSearchParams | SearchParams): AuditSearch {
  return normalizeAuditSearch(loader(from))
}

export const serializeAuditSearch = createSerializer(auditSearchParsers)
