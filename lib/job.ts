import { createLoader, createSerializer, type inferParserType, parseAsArrayOf, parseAsStringLiteral } from 'nuqs/server'
import { type AccountRow, allowedSwitch } from './accounts'
import type { Problem } from './errors'
import { pageParsers } from './list-search'
import type { Permission } from './permissions'
import type { Pace, TimeLeft } from './time-left'

// Durable bulk work. A job is a frozen list of items, and each item ends exactly once.

type Kind = {
  label: string
  /** Checked when the job starts and again before each item. */
  permission: Permission
  /** What an item is called. */
  noun: 'account' | 'row'
  /** Its calls change nothing at Telnyx, so it also runs while sending is stopped. */
  isReading?: true
  /** Only of jobs that change selected accounts: "Disable…", "Disable 12 accounts", "12 will be disabled". */
  bulk?: { action: string; title: string; outcome: string; isDangerous?: true }
}

/** Every kind of job, declared once: the order is that of the menus. */
export const jobKinds = {
  'accounts.disable': {
    label: 'Disable managed accounts',
    permission: 'accounts.disable',
    noun: 'account',
    bulk: { action: 'Disable', title: 'Disable', outcome: 'will be disabled', isDangerous: true },
  },
  'accounts.enable': {
    label: 'Enable managed accounts',
    permission: 'accounts.enable',
    noun: 'account',
    bulk: { action: 'Enable', title: 'Enable', outcome: 'will be enabled' },
  },
  'accounts.custom_pricing': {
    label: 'Change custom pricing',
    permission: 'accounts.pricing',
    noun: 'account',
    bulk: { action: 'Change custom pricing', title: 'Change custom pricing of', outcome: 'will change' },
  },
  'accounts.channel_limit': {
    label: 'Change channel limits',
    permission: 'channels.limit',
    noun: 'account',
    bulk: { action: 'Change channel limit', title: 'Change channel limit of', outcome: 'will change' },
  },
  'accounts.import': { label: 'Import managed accounts', permission: 'accounts.import', noun: 'row' },
  'accounts.export': {
    label: 'Export fresh balances',
    permission: 'accounts.balances',
    noun: 'account',
    isReading: true,
  },
} as const satisfies Record<string, Kind>
export type JobKind = keyof typeof jobKinds

/** Jobs that change selected accounts. */
export type BulkKind = { [K in JobKind]: (typeof jobKinds)[K] extends { bulk: object } ? K : never }[JobKind]

const kindsWith = (field: keyof Kind) => (Object.keys(jobKinds) as JobKind[]).filter(kind => field in jobKinds[kind])

export const bulkKinds = kindsWith('bulk') as BulkKind[]
export const readingKinds = kindsWith('isReading')

export const bulkWords = (kind: BulkKind): NonNullable<Kind['bulk']> => jobKinds[kind].bulk

/** `waiting`: nothing sent yet, can be undone. Cancelled and finished jobs never run again; failures may be retried. */
export const jobStates = ['waiting', 'running', 'paused', 'cancelled', 'finished'] as const
export type JobState = (typeof jobStates)[number]

/**
 * `running`: a call is in flight · `checking`: no usable answer, the result is being checked · `person`: no read can
 * tell the result, so an operator must check it · `skipped`: no change was needed or allowed.
 */
export const itemStateWords = {
  waiting: 'Waiting',
  running: 'In progress',
  checking: 'Checking result',
  person: 'Manual review required',
  succeeded: 'Done',
  skipped: 'Skipped',
  failed: 'Failed',
  cancelled: 'Cancelled',
} as const
export type ItemState = keyof typeof itemStateWords
export const itemStates = Object.keys(itemStateWords) as ItemState[]

export type JobCounts = Record<ItemState, number>

/** `undone`: cancelled before it started, so nothing was sent. The items are counted when it was cancelled. */
export type CancelledJob = { undone: boolean; counts: JobCounts }

/** Readable values: what was requested, and what an approval is for. */
export type JobParameters = Record<string, string | number | boolean | null>

export type JobRow = {
  id: string
  kind: JobKind
  state: JobState
  reason: string | null
  parameters: JobParameters
  total: number
  counts: JobCounts
  createdByName: string
  /** The operator responsible now: another one if they resumed the job. */
  runByName: string
  own: boolean
  createdAt: string
  /** When its first call may be sent. */
  startsAt: string
  finishedAt: string | null
  /** Why it is paused, in words. */
  notice: string | null
  /** Its recent pace; null = unknown (not running, too few results, or none recently). */
  pace: Pace | null
}

export type JobItemRow = {
  position: number
  accountId: string | null
  label: string
  state: ItemState
  attempts: number
  commandId: string | null
  /** The problem that Telnyx or the console reported. */
  problem: Problem | null
  /** For an import: the line of the file, and its values. */
  input: Record<string, unknown> | null
  finishedAt: string | null
}

/** The job as it was when the rows were read, so that both match. */
export type JobItemPage = { rows: JobItemRow[]; rowCount: number; job: JobRow }

export const jobItemSearchParsers = {
  state: parseAsArrayOf(parseAsStringLiteral(itemStates)).withDefault([]),
  ...pageParsers,
}
export type JobItemSearch = inferParserType<typeof jobItemSearchParsers>
export const loadJobItemSearch = createLoader(jobItemSearchParsers)
export const serializeJobItemSearch = createSerializer(jobItemSearchParsers)

/** Above this many accounts in five minutes, the operator must confirm their identity. */
export const freshOver = 25
/** How many accounts support may disable or enable in `supportMinutes`. */
export const mostOfSupport = 25
export const supportMinutes = 10
/** The most accounts of one job. */
export const mostOfJob = 10_000

/** What a bulk change would do to one account. */
export type Verdict =
  | { kind: 'change' }
  /** Nothing to do: the account already has this value. */
  | { kind: 'holds'; why: string }
  /** No change is allowed. */
  | { kind: 'cannot'; why: string }

/** The label of a job in the record. */
export const jobLabel = ({ kind, total }: { kind: JobKind; total: number }) => `${jobKinds[kind].label} (${total})`

/** Whether a change may stop emergency calls. */
export function endangersCalls(change: { kind: JobKind; parameters: Record<string, unknown> }): boolean {
  return (
    change.kind === 'accounts.disable' || (change.kind === 'accounts.channel_limit' && change.parameters.limit === 0)
  )
}

type AccountFacts = Pick<
  AccountRow,
  'status' | 'customPricing' | 'channelLimit' | 'missingSince' | 'protectedReason'
> & {
  /** The console set the known limit itself, and sent nothing since then without an answer. */
  limitCertain: boolean
}

const change: Verdict = { kind: 'change' }
const holds = (why: string): Verdict => ({ kind: 'holds', why })
const cannot = (why: string): Verdict => ({ kind: 'cannot', why })

/** The same rule for the dry run, for each item before its call, and for the results. */
export function evaluate(kind: BulkKind, parameters: JobParameters, account: AccountFacts): Verdict {
  if (account.missingSince) return cannot('Telnyx no longer has this account.')
  if (account.status === 'cancelled') return cannot('This account is cancelled. It can no longer be changed.')
  if (account.protectedReason !== null) return cannot('Protected accounts are changed one by one.')
  switch (kind) {
    case 'accounts.disable':
    case 'accounts.enable':
      return evaluateSwitch(kind, account)
    case 'accounts.custom_pricing':
      return account.customPricing === parameters.allow
        ? holds(parameters.allow ? 'Custom pricing is already allowed.' : 'Custom pricing is already off.')
        : change
    case 'accounts.channel_limit':
      return account.limitCertain && account.channelLimit === parameters.limit
        ? holds('This limit is already set.')
        : change
  }
}

function evaluateSwitch(kind: 'accounts.disable' | 'accounts.enable', account: AccountFacts): Verdict {
  const allowed = allowedSwitch(account.status)
  if (kind === 'accounts.disable' ? allowed.disable : allowed.enable) return change
  if (kind === 'accounts.disable' && account.status === 'disabled') return holds('It is already disabled.')
  if (kind === 'accounts.enable' && account.status === 'enabled') return holds('It is already enabled.')
  return cannot(allowed.why ?? 'Its status does not allow this.')
}

/** What would happen. Each account is in exactly one of the three counts. */
export type DryRun = {
  total: number
  change: number
  holds: number
  cannot: number
  /** The first few accounts that would change. */
  names: string[]
  /** Reasons for `holds` and `cannot`, each with its count and the first few names. */
  reasons: { verdict: 'holds' | 'cannot'; why: string; count: number; names: string[] }[]
  /** At Telnyx's current rate limit; null = not reported by Telnyx yet. */
  time: TimeLeft | null
  /** Why approval is required; null = it is not. */
  approval: string | null
  /** Why this cannot be started at all; null = it can. */
  refusal: string | null
  /** The most channels that the change allocates, and the free ones; null if it does not change channels. */
  channels: { added: number; free: number | null } | null
}
