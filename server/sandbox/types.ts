/** What the sandbox holds and shows. Field names are Telnyx's own, so that a test compares them with an answer as they are. */

export const accountStatuses = ['enabled', 'disabled', 'blocked', 'cancelled'] as const
export type AccountStatus = (typeof accountStatuses)[number]

/** Decimal strings; `available_credit` is computed for each answer. */
export type SandboxBalance = Readonly<{ balance: string; credit_limit: string; currency: string }>

/** A managed account with all its facts, also those that the API never reports: status, channel limit, connections. */
export type SandboxAccount = Readonly<{
  id: string
  email: string
  organization_name: string
  api_user: string
  api_key: string
  api_token: string
  manager_account_id: string
  /** ISO instants */
  created_at: string
  updated_at: string
  managed_account_allow_custom_pricing: boolean
  rollup_billing: boolean
  /** Its own balance. An account on rollup billing answers the manager's instead. */
  balance: SandboxBalance
  status: AccountStatus
  channel_limit: number
  /** Off after a disable; only an enable with `reenable_all_connections` turns them on again. */
  connections_enabled: boolean
}>

/** What may be changed outside the console, as Telnyx's own staff would. */
export type AccountPatch = Partial<Omit<SandboxAccount, 'id' | 'created_at' | 'manager_account_id'>>

export type NewAccount = Partial<SandboxAccount>

export type SandboxUser = Readonly<{
  id: string
  record_type: 'organization_owner' | 'organization_sub_user'
  email: string
  user_status: 'enabled' | 'disabled' | 'blocked'
  organization_user_bypasses_sso: boolean
  created_at: string
  last_sign_in_at: string | null
  groups: readonly Readonly<{ id: string; name: string }>[]
}>

export type Manager = Readonly<{ id: string; email: string; organization_name: string; balance: SandboxBalance }>

/** Everything a sandbox keeps over a restart. */
export type SavedState = {
  manager: Manager
  accounts: SandboxAccount[]
  users: SandboxUser[]
  /** How many accounts that are not cancelled the manager may have. */
  cap: number
  /** Channels that the manager may allocate. */
  channels: number
}

/** Undocumented behaviour of the real Telnyx, as the sandbox has it by default. */
export const defaultVariants = {
  /** An e-mail that is taken already: refused with one of two codes, or accepted as a second account. */
  duplicateEmail: '422-10012' as '422-10012' | '422-10015' | 'allowed',
  /** Disabling an account that is disabled. */
  secondDisable: '200' as '200' | '422',
  /** The list (its filters included) shows a change only after this many milliseconds. */
  listLagMs: 0,
  /** false: 401, 403 and 404 on managed-account paths have no body. */
  errorBodies: true,
  /** `filter[email][eq]` and `filter[organization_name][eq]` are case-sensitive. */
  emailFilterCaseSensitive: false,
  /** Blocked accounts match `filter[status][eq]=disabled` too. */
  statusOverlap: false,
  /** `filter[status][eq]` changes nothing, as in older copies of the API. */
  statusFilterIgnored: false,
  /** Cancelled accounts show only with `include_cancelled_accounts=true`, not by the status filter alone. */
  cancelledNeedsInclude: false,
  /** false: Telnyx has not turned global channels on for this manager; the pool answers 0 and 0, limits are refused with 403. */
  channelsFeature: true,
  /** The groups report breaks its contract: users without an id, without groups, without a status, and a null. */
  oddReport: false,
}

export type Variants = typeof defaultVariants

/** One request under /v2, in order of arrival. */
export type Call = {
  id: number
  method: string
  /** With the leading `/v2`. */
  path: string
  query: Record<string, string>
  /** null while it is unanswered, and for ever when a fault hung or reset it. */
  status: number | null
  /** ISO instant of arrival */
  at: string
  requestId: string
  /** The parsed JSON body as received, passwords included: only in process, never over HTTP. */
  body?: unknown
}

/** A call that broke the contract, collected when the sandbox runs with `checkContract`. */
export type Violation = { method: string; path: string; status: number | null; problems: string[] }

export type ApiRequest = {
  method: string
  /** With the leading `/v2`, as it came. */
  path: string
  query: URLSearchParams
  authorization: string
  accept: string
  /** '' when there was none */
  body: string
}

export type Answer = { status: number; headers: Record<string, string>; body: string }

/** The outcome on the wire: a complete answer, a broken one, or none. */
export type Outcome =
  | { answer: Answer; delivery: 'whole' | 'cut' | 'stall' }
  | { answer: null; delivery: 'hang' | 'reset' }
