// One dialect (PostgreSQL), one schema. drizzle-kit loads this file in plain Node, hence no 'server-only' here.
import { sql } from 'drizzle-orm'
import {
  type AnyPgColumn,
  bigint,
  boolean,
  check,
  customType,
  date,
  index,
  integer,
  jsonb,
  numeric,
  pgTable,
  primaryKey,
  smallint,
  text,
  timestamp,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import type { ApprovableAction } from '../../../lib/approval'
import type { AuditOutcome } from '../../../lib/audit'
import type { CommandState } from '../../../lib/command'
import type { DriftField, DriftValue } from '../../../lib/drift'
import type { Problem } from '../../../lib/errors'
import type { ItemState, JobKind, JobParameters, JobState } from '../../../lib/job'
import type { AccountStatus } from '../../../lib/managed-account'
import type { RosterField, RosterValue } from '../../../lib/organization'
import type { Role } from '../../../lib/permissions'
import type { ReviewKind, UserFacts, Verdict } from '../../../lib/reviews'

/** Text that people sort by: one collation, so that PGlite and PostgreSQL sort alike. */
const sortedText = customType<{ data: string; driverData: string }>({ dataType: () => 'text collate "und-x-icu"' })
/** Text that is ordered by its bytes, on every server alike. */
const keyText = customType<{ data: string; driverData: string }>({ dataType: () => 'text collate "C"' })
const instant = (name: string) => timestamp(name, { withTimezone: true, mode: 'date', precision: 3 })
const ofOperator = () =>
  uuid('operator_id')
    .notNull()
    .references(() => operators.id)
const ofAccount = () =>
  uuid('account_id')
    .notNull()
    .references(() => accounts.id)

/** One row: what this database belongs to. A start with another mode, address or manager account is refused. */
export const binding = pgTable(
  'binding',
  {
    id: integer('id').primaryKey().default(1),
    mode: text('mode').$type<'demo' | 'real'>().notNull(),
    baseUrl: text('base_url').notNull(),
    /** Learned by the first sync that sees an account. */
    managerAccountId: text('manager_account_id'),
    /** The audit key, sealed with AUTH_SECRET, where AUDIT_KEY is not set. */
    recordKey: text('record_key'),
    createdAt: instant('created_at').notNull(),
  },
  t => [check('binding_single', sql`${t.id} = 1`)],
)

export const operators = pgTable(
  'operators',
  {
    id: uuid('id').primaryKey(),
    name: text('name').notNull(),
    /** Lower case; the sign-in name. */
    email: text('email').notNull(),
    role: text('role').$type<Role>().notNull(),
    /** argon2id; null = signs in without a password (a passkey or single sign-on). */
    passwordHash: text('password_hash'),
    /** Shorter than a password without a second factor must be: the second factor cannot be removed. */
    passwordShort: boolean('password_short').notNull().default(false),
    /** The authenticator app's secret, sealed with a key of the server; it counts once a code has confirmed it. */
    totpSecret: text('totp_secret'),
    totpConfirmedAt: instant('totp_confirmed_at'),
    /** The time step of the last accepted code: a code works once. */
    totpLastStep: bigint('totp_last_step', { mode: 'number' }),
    /** Demo operators have a published password: they can sign in to a demo database only. */
    demo: boolean('demo').notNull().default(false),
    disabledAt: instant('disabled_at'),
    createdAt: instant('created_at').notNull(),
  },
  t => [uniqueIndex('operators_email').on(t.email)],
)

export const sessions = pgTable(
  'sessions',
  {
    id: uuid('id').primaryKey(),
    operatorId: ofOperator(),
    createdAt: instant('created_at').notNull(),
    lastSeenAt: instant('last_seen_at').notNull(),
    expiresAt: instant('expires_at').notNull(),
    revokedAt: instant('revoked_at'),
    userAgent: text('user_agent'),
    /** Where it was opened from. */
    address: text('address'),
    /** How: `password`, `password and code`, `passkey`, `single sign-on`. */
    method: text('method').notNull().default('password'),
    /** The password was right, the second factor is still missing: such a session may do nothing else. */
    factorPending: boolean('factor_pending').notNull().default(false),
    /** When the operator last did something; background requests of a screen do not count. */
    activeAt: instant('active_at').notNull().defaultNow(),
    /** When the operator last proved who they are. */
    provenAt: instant('proven_at').notNull().defaultNow(),
  },
  t => [index('sessions_operator').on(t.operatorId)],
)

/** One-time links for the first owner; only a hash is stored. */
export const setupTokens = pgTable('setup_tokens', {
  hash: text('hash').primaryKey(),
  createdAt: instant('created_at').notNull(),
  usedAt: instant('used_at'),
})

/** Identities of an issuer (OpenID Connect) that are an operator here; found by issuer and subject, never by e-mail. */
export const operatorIdentities = pgTable(
  'operator_identities',
  {
    issuer: text('issuer').notNull(),
    subject: text('subject').notNull(),
    operatorId: ofOperator(),
    email: text('email'),
    createdAt: instant('created_at').notNull(),
    lastUsedAt: instant('last_used_at').notNull(),
  },
  t => [primaryKey({ columns: [t.issuer, t.subject] }), index('operator_identities_operator').on(t.operatorId)],
)

/** One-time links to join as an operator, or to sign in after a password or factor was lost. Only a hash is stored. */
export const operatorLinks = pgTable(
  'operator_links',
  {
    id: uuid('id').primaryKey(),
    hash: text('hash').notNull(),
    purpose: text('purpose').$type<'join' | 'reset'>().notNull(),
    /** For a reset, the operator it is for. For an invitation, the operator who accepted it. */
    operatorId: uuid('operator_id').references(() => operators.id),
    email: text('email').notNull(),
    role: text('role').$type<Role>().notNull(),
    createdById: uuid('created_by_id').notNull(),
    createdByName: text('created_by_name').notNull(),
    createdAt: instant('created_at').notNull(),
    expiresAt: instant('expires_at').notNull(),
    usedAt: instant('used_at'),
    revokedAt: instant('revoked_at'),
  },
  t => [uniqueIndex('operator_links_hash').on(t.hash), index('operator_links_operator').on(t.operatorId)],
)

export const operatorRecoveryCodes = pgTable(
  'operator_recovery_codes',
  {
    hash: text('hash').primaryKey(),
    operatorId: ofOperator(),
    createdAt: instant('created_at').notNull(),
    usedAt: instant('used_at'),
  },
  t => [index('operator_recovery_codes_operator').on(t.operatorId)],
)

export const operatorPasskeys = pgTable(
  'operator_passkeys',
  {
    /** The credential's id, base64url. */
    id: text('id').primaryKey(),
    operatorId: ofOperator(),
    name: text('name').notNull(),
    /** COSE key, base64url. */
    publicKey: text('public_key').notNull(),
    counter: bigint('counter', { mode: 'number' }).notNull(),
    transports: jsonb('transports').$type<string[]>().notNull(),
    backedUp: boolean('backed_up').notNull(),
    createdAt: instant('created_at').notNull(),
    lastUsedAt: instant('last_used_at'),
  },
  t => [index('operator_passkeys_operator').on(t.operatorId)],
)

/** Browsers that an operator has signed in from: failed sign-ins elsewhere do not lock them out. Stored as a hash. */
export const operatorDevices = pgTable(
  'operator_devices',
  {
    hash: text('hash').primaryKey(),
    operatorId: ofOperator(),
    createdAt: instant('created_at').notNull(),
    lastUsedAt: instant('last_used_at').notNull(),
  },
  t => [index('operator_devices_operator').on(t.operatorId)],
)

/** Attempts, by what is guessed and from where: counted before they are checked. */
export const guesses = pgTable(
  'guesses',
  {
    key: text('key').primaryKey(),
    count: integer('count').notNull(),
    /** After this instant counting starts again. */
    resetsAt: instant('resets_at').notNull(),
  },
  t => [index('guesses_resets').on(t.resetsAt)],
)

/** Settings of the whole console. */
export const settings = pgTable('settings', {
  key: text('key').primaryKey(),
  value: jsonb('value').notNull(),
  updatedAt: instant('updated_at').notNull(),
  updatedByName: text('updated_by_name').notNull(),
})

/** Approval requests: bound to the frozen accounts and parameters they were made for. */
export const approvals = pgTable(
  'approvals',
  {
    id: uuid('id').primaryKey(),
    action: text('action').$type<ApprovableAction>().notNull(),
    accountIds: uuid('account_ids').array().notNull(),
    parameters: jsonb('parameters').$type<Record<string, unknown>>().notNull(),
    /** A digest of action, accounts and parameters: only what was approved can run. */
    digest: text('digest').notNull(),
    reason: text('reason').notNull(),
    state: text('state').$type<'open' | 'approved' | 'rejected' | 'withdrawn' | 'used'>().notNull(),
    requestedById: uuid('requested_by_id').notNull(),
    requestedByName: text('requested_by_name').notNull(),
    createdAt: instant('created_at').notNull(),
    expiresAt: instant('expires_at').notNull(),
    decidedById: uuid('decided_by_id'),
    decidedByName: text('decided_by_name'),
    decidedNote: text('decided_note'),
    decidedAt: instant('decided_at'),
    usedAt: instant('used_at'),
  },
  t => [index('approvals_state').on(t.state, t.createdAt)],
)

export const operatorPreferences = pgTable(
  'operator_preferences',
  {
    operatorId: ofOperator(),
    key: text('key').notNull(),
    value: jsonb('value').notNull(),
    updatedAt: instant('updated_at').notNull(),
  },
  t => [uniqueIndex('operator_preferences_key').on(t.operatorId, t.key)],
)

const figures = {
  balance: numeric('balance'),
  creditLimit: numeric('credit_limit'),
  availableCredit: numeric('available_credit'),
  currency: text('currency'),
}

/** Separates the values of `accounts.facets`, which do not contain it. */
export const facetSeparator = '\u001f'

/** The mirror: a copy of Telnyx for searching, sorting and counting. Every fact carries when and how it was observed. */
export const accounts = pgTable(
  'accounts',
  {
    id: uuid('id').primaryKey(),
    email: sortedText('email'),
    organizationName: sortedText('organization_name'),
    apiUser: text('api_user'),
    managerAccountId: text('manager_account_id'),
    createdAt: instant('created_at'),
    updatedAt: instant('updated_at'),
    rollupBilling: boolean('rollup_billing'),
    customPricing: boolean('custom_pricing'),
    /** When a command here last set custom pricing; sweeps sent before this + LIST_LAG do not contradict it. */
    customPricingSetAt: instant('custom_pricing_set_at'),
    status: text('status').$type<AccountStatus>().notNull(),
    /** Every status filter of Telnyx's list that matched the account in the last sweep. */
    statusMatched: jsonb('status_matched').$type<string[]>().notNull().default([]),
    statusSource: text('status_source').$type<'sweep' | 'command' | 'probe'>().notNull(),
    statusObservedAt: instant('status_observed_at').notNull(),
    /** When a command here last set the status; null when only sweeps did. */
    statusSetAt: instant('status_set_at'),
    /** Cannot be read back from Telnyx: the last value set here, or null when it was never set here. */
    channelLimit: integer('channel_limit'),
    channelLimitSource: text('channel_limit_source').$type<'command' | 'stated'>(),
    channelLimitObservedAt: instant('channel_limit_observed_at'),
    ...figures,
    balanceObservedAt: instant('balance_observed_at'),
    /** When a balance was last requested, answered or not: the order of refreshing. */
    balanceTriedAt: instant('balance_tried_at'),
    /** Why and by whom it was disabled here; kept while it stays disabled. */
    disabledReason: text('disabled_reason'),
    disabledNote: text('disabled_note'),
    disabledBy: text('disabled_by'),
    disabledAt: instant('disabled_at'),
    reviewOn: date('review_on', { mode: 'string' }),
    /** Why it must not be disabled without care (a hospital, our own line); null = not protected. */
    protectedReason: text('protected_reason'),
    protectedBy: text('protected_by'),
    protectedAt: instant('protected_at'),
    /** Credit below this is low; null = the threshold of its currency. Set here, without effect on a rollup account. */
    creditThreshold: numeric('credit_threshold'),
    firstSeenAt: instant('first_seen_at').notNull(),
    /** When the facts of a list item were last observed. */
    observedAt: instant('observed_at').notNull(),
    /** Set only after a direct 404; cleared when seen again. */
    missingSince: instant('missing_since'),
    /** Has an external change that no operator acknowledged. Triggers on `drift` write it. */
    drifted: boolean('drifted').notNull().default(false),
    /** Folded name, e-mail, notes, tickets and id, for search. Triggers write it (migration 0012). */
    searchText: text('search_text').notNull().default(''),
    // Derived values that lists sort and filter by.
    statusRank: smallint('status_rank').generatedAlwaysAs(
      sql`case status when 'enabled' then 0 when 'disabled' then 1 when 'blocked' then 2 when 'cancelled' then 3 else 4 end`,
    ),
    /** Null for rollup accounts: they share the balance of the manager account. */
    ownCredit: numeric('own_credit').generatedAlwaysAs(sql`case when not rollup_billing then available_credit end`),
    /** Only for disabled accounts, as `reviewDue`. */
    disabledSince: instant('disabled_since').generatedAlwaysAs(sql`case when status = 'disabled' then disabled_at end`),
    reviewDue: date('review_due', { mode: 'string' }).generatedAlwaysAs(
      sql`case when status = 'disabled' then review_on end`,
    ),
    ownBalance: numeric('own_balance').generatedAlwaysAs(sql`case when not rollup_billing then balance end`),
    /**
     * The value of every facet, in the order of `accountFacets` (lib/account-filters.ts): counting groups by this one
     * column. An empty value = the facet does not apply. A facet with several values would need a table.
     */
    facets: text('facets').generatedAlwaysAs(
      sql`status || chr(31) || case when rollup_billing then 'yes' when not rollup_billing then 'no' else 'unknown' end
        || chr(31) || case when custom_pricing then 'yes' when not custom_pricing then 'no' else 'unknown' end
        || chr(31) || coalesce(currency, 'unknown')
        || chr(31) || case when channel_limit is null then 'unknown' else 'known' end
        || chr(31) || case when missing_since is null then 'no' else 'yes' end
        || chr(31) || case when protected_at is null then 'no' else 'yes' end
        || chr(31) || case when drifted then 'yes' else 'no' end
        || chr(31) || case when rollup_billing then '' when not rollup_billing and available_credit < 0 then 'yes'
          when not rollup_billing and available_credit >= 0 then 'no' else 'unknown' end
        || chr(31) || case when status = 'disabled' then coalesce(disabled_reason, 'unknown') else '' end
        || chr(31) || case when status = 'disabled' then replace(coalesce(nullif(disabled_by, ''), 'unknown'), chr(31), ' ') else '' end`,
    ),
  },
  t => [
    // One per sort key. The id makes the order of equal values stable.
    index('accounts_by_name').on(t.organizationName, t.id),
    index('accounts_by_email').on(t.email, t.id),
    index('accounts_by_status').on(t.statusRank, t.id),
    index('accounts_by_rollup').on(t.rollupBilling, t.id),
    index('accounts_by_pricing').on(t.customPricing, t.id),
    index('accounts_by_channels').on(t.channelLimit, t.id),
    index('accounts_by_currency').on(t.currency, t.id),
    index('accounts_by_credit').on(t.currency, t.ownCredit, t.id),
    index('accounts_by_credit_down').on(t.currency, t.ownCredit.desc().nullsLast(), t.id.desc().nullsFirst()),
    index('accounts_by_created').on(t.createdAt, t.id),
    index('accounts_by_updated').on(t.updatedAt, t.id),
    index('accounts_by_balance').on(t.currency, t.ownBalance, t.id),
    index('accounts_by_balance_down').on(t.currency, t.ownBalance.desc().nullsLast(), t.id.desc().nullsFirst()),
    index('accounts_by_disabled').on(t.disabledSince, t.id),
    index('accounts_by_review').on(t.reviewDue, t.id),
    // Partial indexes for flags that few accounts have.
    index('accounts_missing').on(t.id).where(sql`missing_since is not null`),
    index('accounts_protected').on(t.id).where(sql`protected_at is not null`),
    index('accounts_drifted').on(t.id).where(sql`drifted`),
    index('accounts_search').using('gin', sql`search_text gin_trgm_ops`).with({ gin_pending_list_limit: 1024 }),
  ],
)

export const accountNotes = pgTable(
  'account_notes',
  {
    id: uuid('id').primaryKey(),
    accountId: ofAccount(),
    text: text('text').notNull(),
    operatorId: uuid('operator_id').notNull(),
    operatorName: text('operator_name').notNull(),
    createdAt: instant('created_at').notNull(),
  },
  t => [index('account_notes_account').on(t.accountId, t.createdAt)],
)

/** Changes at Telnyx that no command here explains. */
export const drift = pgTable(
  'drift',
  {
    id: uuid('id').primaryKey(),
    accountId: ofAccount(),
    field: text('field').$type<DriftField>().notNull(),
    before: jsonb('before').$type<DriftValue>(),
    after: jsonb('after').$type<DriftValue>(),
    /** The sweep that saw it first. */
    seenAt: instant('seen_at').notNull(),
    /** The second sweep that saw the same; only then it counts. */
    confirmedAt: instant('confirmed_at'),
    acknowledgedAt: instant('acknowledged_at'),
    acknowledgedById: uuid('acknowledged_by_id'),
    acknowledgedByName: text('acknowledged_by_name'),
  },
  t => [
    index('drift_account').on(t.accountId, t.seenAt),
    index('drift_open').on(t.confirmedAt).where(sql`acknowledged_at is null`),
    uniqueIndex('drift_unconfirmed').on(t.accountId, t.field).where(sql`confirmed_at is null`),
  ],
)

/** A named search with its columns; a shared view is visible to everybody. */
export const savedViews = pgTable(
  'saved_views',
  {
    id: uuid('id').primaryKey(),
    operatorId: ofOperator(),
    name: text('name').notNull(),
    /** The query string of the list's address, in canonical form and without a page. */
    search: text('search').notNull(),
    look: jsonb('look').notNull(),
    shared: boolean('shared').notNull().default(false),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
  },
  t => [
    uniqueIndex('saved_views_name').on(t.operatorId, sql`lower(${t.name})`),
    index('saved_views_shared').on(t.shared),
  ],
)

/** Accounts as they matched at one moment, in order: what was counted is exported or changed. Kept for a day. */
export const frozenSelections = pgTable(
  'frozen_selections',
  {
    id: uuid('id').primaryKey(),
    operatorId: ofOperator(),
    /** The selected search, as an address; null when single accounts were ticked. */
    search: text('search'),
    accountIds: uuid('account_ids').array().notNull(),
    createdAt: instant('created_at').notNull(),
  },
  t => [index('frozen_selections_created').on(t.createdAt)],
)

/** Review rounds. Once signed off, a trigger refuses every change of a round and of its items (migration 0014). */
export const reviewRounds = pgTable(
  'review_rounds',
  {
    id: uuid('id').primaryKey(),
    kind: text('kind').$type<ReviewKind>().notNull(),
    name: text('name').notNull(),
    /** Null = the upgrade opened it. */
    openedById: uuid('opened_by_id'),
    openedByName: text('opened_by_name').notNull(),
    openedAt: instant('opened_at').notNull(),
    /** When the frozen values were read from Telnyx at the latest. */
    asOf: instant('as_of').notNull(),
    /** What the population was selected by, as an address of the list of accounts; null = everything. */
    search: text('search'),
    dueOn: date('due_on', { mode: 'string' }),
    /** Who may decide; empty = everybody with the permission. */
    reviewers: jsonb('reviewers').$type<{ id: string; name: string }[]>().notNull().default([]),
    state: text('state').$type<'open' | 'signed_off'>().notNull(),
    signedOffById: uuid('signed_off_by_id'),
    signedOffByName: text('signed_off_by_name'),
    signedOffAt: instant('signed_off_at'),
    remark: text('remark'),
    /** The row of the audit record that holds the sign-off, and its hash. */
    auditId: bigint('audit_id', { mode: 'number' }),
    auditHash: text('audit_hash'),
  },
  t => [index('review_rounds_kind').on(t.kind, t.openedAt)],
)

/** What a round judges, frozen when it was opened. */
export const reviewItems = pgTable(
  'review_items',
  {
    roundId: uuid('round_id')
      .notNull()
      .references(() => reviewRounds.id),
    /** The id of an account or of an organization user. */
    subjectId: keyText('subject_id').notNull(),
    name: sortedText('name'),
    email: text('email'),
    /** Of a user: status, groups, last sign-in and so on, as they were frozen. */
    facts: jsonb('facts').$type<UserFacts>(),
    /** The value to judge, as it was when the round was opened. */
    value: text('value').notNull(),
    verdict: text('verdict').$type<'open' | Verdict>().notNull().default('open'),
    note: text('note'),
    /** The value that the verdict is about. */
    decidedValue: text('decided_value'),
    decidedById: uuid('decided_by_id'),
    decidedByName: text('decided_by_name'),
    decidedAt: instant('decided_at'),
    /** Set for a bulk decision: the same for all its items. */
    bulkId: uuid('bulk_id'),
    sentByName: text('sent_by_name'),
    sentAt: instant('sent_at'),
    answeredByName: text('answered_by_name'),
    answeredAt: instant('answered_at'),
    /** The value when the round was signed off, where it was another one than the decided or frozen one. */
    closingValue: text('closing_value'),
  },
  t => [
    primaryKey({ columns: [t.roundId, t.subjectId] }),
    index('review_items_name').on(t.roundId, t.name, t.subjectId),
    index('review_items_subject').on(t.subjectId),
  ],
)

/** Verdicts from before review rounds, replaced ones too, as they were; migration 0014 made a round of the newest. */
export const rollupReviews = pgTable(
  'rollup_reviews',
  {
    id: uuid('id').primaryKey(),
    accountId: ofAccount(),
    verdict: text('verdict').$type<Verdict>().notNull(),
    flag: boolean('flag').notNull(),
    note: text('note'),
    operatorId: uuid('operator_id').notNull(),
    operatorName: text('operator_name').notNull(),
    createdAt: instant('created_at').notNull(),
  },
  t => [index('rollup_reviews_account').on(t.accountId, t.createdAt)],
)

/**
 * Every process that worked on this database. A running one renews `heartbeat_at` every few seconds, by the database's
 * clock. `ended_at`: it stopped, or another found it silent and declared it dead. The row is never used again.
 */
export const processes = pgTable('processes', {
  id: uuid('id').primaryKey(),
  startedAt: instant('started_at').notNull(),
  heartbeatAt: instant('heartbeat_at').notNull(),
  endedAt: instant('ended_at'),
})

/** Commands sent to Telnyx: their state and outcome. The audit is the evidence; this table is the working state. */
export const commands = pgTable(
  'commands',
  {
    id: uuid('id').primaryKey(),
    action: text('action').notNull(),
    targetKind: text('target_kind').$type<'account' | 'organization_user'>().notNull(),
    targetId: text('target_id').notNull(),
    /**
     * `scheduled` not sent yet, or sent and refused for a temporary reason: it can be undone · `in_flight` sent, no answer yet · `unknown` no usable
     * answer, settled by reading · `superseded` replaced by a newer command · `cancelled` undone before it was sent.
     */
    state: text('state').$type<CommandState>().notNull(),
    /** Never holds a password or a key. */
    input: jsonb('input').$type<Record<string, unknown>>().notNull(),
    /** Detects the same id sent with another body. */
    fingerprint: text('fingerprint'),
    actorId: text('actor_id').notNull(),
    actorName: text('actor_name').notNull(),
    problem: jsonb('problem').$type<Problem>(),
    /** What the screen shows of the result; no secrets. */
    result: jsonb('result').$type<Record<string, unknown>>(),
    /** The bulk job that the command is an item of. */
    jobId: uuid('job_id'),
    /** The process that makes the call; null = waits to be sent, or was sent before processes had rows. */
    processId: uuid('process_id'),
    /** When a scheduled command is sent; null while it is on hold. */
    dueAt: instant('due_at'),
    /** Since when a scheduled command waits for a person to continue or cancel it. */
    heldAt: instant('held_at'),
    /** Look-ups of its unknown outcome; of a scheduled command, calls that were refused for a temporary reason. */
    probes: integer('probes').notNull().default(0),
    nextProbeAt: instant('next_probe_at'),
    sentAt: instant('sent_at').notNull(),
    finishedAt: instant('finished_at'),
  },
  t => [
    // One call in flight per target, across clicks and processes.
    uniqueIndex('commands_in_flight').on(t.targetKind, t.targetId).where(sql`state = 'in_flight'`),
    uniqueIndex('commands_scheduled').on(t.targetKind, t.targetId).where(sql`state = 'scheduled'`),
    index('commands_target').on(t.targetKind, t.targetId, t.sentAt),
    index('commands_actor').on(t.actorId, t.sentAt),
    index('commands_open').on(t.nextProbeAt).where(sql`state in ('in_flight', 'unknown')`),
  ],
)

/** Bulk jobs: what was requested, by whom, and whether they run. The items hold the progress. */
export const jobs = pgTable(
  'jobs',
  {
    id: uuid('id').primaryKey(),
    kind: text('kind').$type<JobKind>().notNull(),
    state: text('state').$type<JobState>().notNull(),
    parameters: jsonb('parameters').$type<JobParameters>().notNull(),
    reason: text('reason'),
    total: integer('total').notNull(),
    createdById: uuid('created_by_id').notNull(),
    createdByName: text('created_by_name').notNull(),
    /** Whose permission is checked before each item: the operator who started or last resumed the job. */
    runById: uuid('run_by_id').notNull(),
    runByName: text('run_by_name').notNull(),
    approvalId: uuid('approval_id'),
    createdAt: instant('created_at').notNull(),
    startsAt: instant('starts_at').notNull(),
    /** When an operator last requested this; a later request wins. */
    intentAt: instant('intent_at').notNull(),
    finishedAt: instant('finished_at'),
    /** Why it is paused. */
    notice: text('notice'),
  },
  t => [index('jobs_created').on(t.createdAt.desc().nullsFirst()), index('jobs_state').on(t.state)],
)

/** One item of a job. Once it has a command, its end is that of the command. */
export const jobItems = pgTable(
  'job_items',
  {
    jobId: uuid('job_id')
      .notNull()
      .references(() => jobs.id),
    position: integer('position').notNull(),
    accountId: uuid('account_id'),
    /** The account's name when the job was made. */
    label: text('label').notNull(),
    /** For an import: the line of the file and its values. */
    input: jsonb('input').$type<Record<string, unknown>>(),
    state: text('state').$type<ItemState>().notNull(),
    attempts: integer('attempts').notNull().default(0),
    commandId: uuid('command_id'),
    /**
     * The worker and the end of its lease. The token is new with every claim, so that a worker that slept through its
     * lease is turned away (a fencing token).
     */
    leaseToken: uuid('lease_token'),
    leaseUntil: instant('lease_until'),
    /** The process of the newest lease: when it has ended, so has the lease. */
    leaseProcessId: uuid('lease_process_id'),
    /** Not retried before this instant, after a temporary failure. */
    nextAt: instant('next_at'),
    problem: jsonb('problem').$type<Problem>(),
    finishedAt: instant('finished_at'),
  },
  t => [
    primaryKey({ columns: [t.jobId, t.position] }),
    index('job_items_waiting').on(t.position).where(sql`state = 'waiting'`),
    index('job_items_open').on(t.jobId).where(sql`state in ('running', 'checking', 'person')`),
    index('job_items_account').on(t.accountId),
    index('job_items_command').on(t.commandId),
  ],
)

export const syncRuns = pgTable(
  'sync_runs',
  {
    id: uuid('id').primaryKey(),
    trigger: text('trigger').$type<'start' | 'interval' | 'manual'>().notNull(),
    state: text('state').$type<'running' | 'succeeded' | 'failed'>().notNull(),
    startedAt: instant('started_at').notNull(),
    finishedAt: instant('finished_at'),
    requests: integer('requests').notNull().default(0),
    /** Accounts per status, as Telnyx listed them. */
    counts: jsonb('counts').$type<Record<string, number>>(),
    changed: integer('changed').notNull().default(0),
    /** A sentence for people; the cause is in the log. */
    error: text('error'),
    requestId: text('request_id'),
  },
  t => [index('sync_runs_started').on(t.startedAt.desc().nullsFirst())],
)

/** Small facts that are read as a whole, each with the time it was observed: channel pool, roster, last error. */
export const snapshots = pgTable('snapshots', {
  key: text('key').primaryKey(),
  value: jsonb('value').notNull(),
  observedAt: instant('observed_at').notNull(),
})

/** What changed in the organization's users between two complete lists; kept for KEEP_ROSTER_CHANGES. */
export const rosterChanges = pgTable(
  'roster_changes',
  {
    id: uuid('id').primaryKey(),
    userId: text('user_id').notNull(),
    /** As the newer list has it, or the older one for a user who left. */
    email: text('email'),
    field: text('field').$type<RosterField>().notNull(),
    before: jsonb('before').$type<RosterValue>(),
    after: jsonb('after').$type<RosterValue>(),
    /** When the list before the change was read, and the one that shows it. */
    previousAt: instant('previous_at').notNull(),
    noticedAt: instant('noticed_at').notNull(),
  },
  t => [index('roster_changes_noticed').on(t.noticedAt)],
)

/**
 * The balances of an account as they changed. Rows have no figures while the account shares the manager's balance, and
 * where Telnyx reported none. No other index: it grows with every change.
 */
export const balanceHistory = pgTable(
  'balance_history',
  {
    accountId: uuid('account_id').notNull(),
    observedAt: instant('observed_at').notNull(),
    /** When the figures before these were last confirmed; between the two, nothing is known. */
    previousAt: instant('previous_at'),
    rollup: boolean('rollup'),
    ...figures,
  },
  t => [primaryKey({ columns: [t.accountId, t.observedAt] })],
)

/** The manager's balance, which rollup accounts share: when it changed, and at least once a day. */
export const sharedBalanceHistory = pgTable('shared_balance_history', {
  observedAt: instant('observed_at').primaryKey(),
  ...figures,
})

/** The channel pool: when it changed, and at least once a day. */
export const poolHistory = pgTable('pool_history', {
  observedAt: instant('observed_at').primaryKey(),
  pool: integer('pool').notNull(),
  allocated: integer('allocated').notNull(),
})

/** Accounts at the end of each of the organization's days, or as last seen on it. */
export const dailyCounts = pgTable(
  'daily_counts',
  {
    day: date('day', { mode: 'string' }).notNull(),
    fact: text('fact').$type<'status' | 'rollup' | 'pricing'>().notNull(),
    value: text('value').notNull(),
    accounts: integer('accounts').notNull(),
  },
  t => [primaryKey({ columns: [t.day, t.fact, t.value] })],
)

/** Own balances at the end of each day, added up per currency. */
export const dailyTotals = pgTable(
  'daily_totals',
  {
    day: date('day', { mode: 'string' }).notNull(),
    /** Empty = reported without a currency. */
    currency: text('currency').notNull(),
    balance: numeric('balance').notNull(),
    /** How many balances it adds up. */
    accounts: integer('accounts').notNull(),
  },
  t => [primaryKey({ columns: [t.day, t.currency] })],
)

/** What the overview shows of the audit. Without parameters, because only then its partial index is used. */
export const isActivity = (t: Record<'phase' | 'action' | 'targetKind' | 'detail', AnyPgColumn>) =>
  sql`${t.phase} <> 'outcome' and (${t.action} in ('job.start', 'job.cancel')
    or (${t.targetKind} in ('account', 'organization_user') and (${t.detail} -> 'job') is null))`

/** Append-only: triggers refuse everything but an insert, and only server/audit/append.ts inserts. */
export const auditEvents = pgTable(
  'audit_events',
  {
    /** One more than the previous row; assigned by the head of the chain. */
    id: bigint('id', { mode: 'number' }).primaryKey(),
    at: instant('at').notNull(),
    /** `intent` before a call, `outcome` after it, `event` an action without a call. */
    phase: text('phase').$type<'intent' | 'outcome' | 'event'>().notNull(),
    commandId: uuid('command_id'),
    action: text('action').notNull(),
    actorKind: text('actor_kind').$type<'operator' | 'system' | 'anonymous'>().notNull(),
    actorId: text('actor_id'),
    actorName: text('actor_name').notNull(),
    actorRole: text('actor_role').$type<Role>(),
    targetKind: text('target_kind'),
    targetId: text('target_id'),
    targetLabel: text('target_label'),
    reason: text('reason'),
    /** Allow-listed parameters of the command. */
    detail: jsonb('detail').$type<Record<string, unknown>>(),
    /** Field → [before, after], allow-listed. */
    changes: jsonb('changes').$type<Record<string, [unknown, unknown]>>(),
    outcome: text('outcome').$type<AuditOutcome>(),
    problem: jsonb('problem').$type<Problem>(),
    telnyxRequestId: text('telnyx_request_id'),
    requestId: text('request_id'),
    /** HMAC over the previous row's hash and this row; null = from before the chain, sealed as a whole in its head. */
    hash: text('hash'),
  },
  t => [
    index('audit_events_command').on(t.commandId),
    index('audit_events_target').on(t.targetKind, t.targetId, t.id),
    index('audit_events_actor').on(t.actorId, t.id),
    index('audit_events_action').on(t.action, t.id),
    index('audit_events_outcome').on(t.outcome, t.id).where(sql`${t.outcome} is not null`),
    index('audit_events_at').on(t.at),
    index('audit_events_created_account')
      .on(sql`(${t.changes} -> 'account' ->> 1)`)
      .where(sql`${t.phase} = 'outcome' and ${t.action} = 'account.create'`),
    index('audit_events_telnyx_request').on(t.telnyxRequestId).where(sql`${t.telnyxRequestId} is not null`),
    index('audit_events_activity').on(t.id).where(isActivity(t)),
    index('audit_events_job').on(sql`(${t.detail} ->> 'job')`, t.id).where(sql`${t.detail} ->> 'job' is not null`),
    // The searched columns. The index's pending list is kept short, because every search reads it.
    index('audit_events_text')
      .using(
        'gin',
        sql`${t.targetLabel} gin_trgm_ops`,
        sql`${t.targetId} gin_trgm_ops`,
        sql`${t.actorName} gin_trgm_ops`,
        sql`${t.reason} gin_trgm_ops`,
        sql`(${t.detail} ->> 'ticket') gin_trgm_ops`,
      )
      .with({ gin_pending_list_limit: 256 })
      .where(sql`${t.phase} <> 'outcome'`),
  ],
)

/** The head of the audit chain: one row, locked by every append. It says where the chain ends: a missing end shows. */
export const auditChain = pgTable(
  'audit_chain',
  {
    id: integer('id').primaryKey().default(1),
    lastId: bigint('last_id', { mode: 'number' }).notNull(),
    lastHash: text('last_hash').notNull(),
    /** Number of rows, those from before the chain included. */
    rows: bigint('rows', { mode: 'number' }).notNull(),
    /** The rows from before the chain: the last one, how many, and one hash over them all. */
    genesisId: bigint('genesis_id', { mode: 'number' }).notNull(),
    genesisRows: bigint('genesis_rows', { mode: 'number' }).notNull(),
    genesisHash: text('genesis_hash').notNull(),
    /** Distinguishes a different key from a changed head. */
    keyId: text('key_id').notNull(),
    /** HMAC over all of the above, so that nobody can reset the head without the key. */
    mac: text('mac').notNull(),
    /** The last row that was archived and removed: its number, how many there were up to it, its hash and its time. */
    archivedId: bigint('archived_id', { mode: 'number' }),
    archivedRows: bigint('archived_rows', { mode: 'number' }),
    archivedHash: text('archived_hash'),
    archivedAt: instant('archived_at'),
  },
  t => [check('audit_chain_single', sql`${t.id} = 1`)],
)
