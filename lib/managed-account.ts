/**
 * The facts that Telnyx reports of a managed account, under our names. Secrets (`api_key`, `api_token`) are left out by
 * design.
 */

export const accountStatuses = ['enabled', 'disabled', 'blocked', 'cancelled', 'unknown'] as const
export type AccountStatus = (typeof accountStatuses)[number]

/** The statuses that Telnyx's list can filter by, one sweep each; `unknown` = none of them matched. */
export const sweptStatuses = ['enabled', 'disabled', 'blocked', 'cancelled'] as const
export type SweptStatus = (typeof sweptStatuses)[number]

/** A list item of Telnyx. Only the id is certain; a fact that an answer left out is null, never a default. */
export type ManagedAccount = {
  id: string
  email: string | null
  apiUser: string | null
  organizationName: string | null
  managerAccountId: string | null
  /** ISO instants as Telnyx sent them; null when absent or not a date. */
  createdAt: string | null
  updatedAt: string | null
  allowCustomPricing: boolean | null
  rollupBilling: boolean | null
}

/** Decimal strings as Telnyx sent them: never floats. */
export type Balance = {
  balance: string | null
  creditLimit: string | null
  availableCredit: string | null
  /** ISO 4217 */
  currency: string | null
}

/** A single account: a list item plus its balance (null when the answer had none). */
export type ManagedAccountDetail = ManagedAccount & { balance: Balance | null }

/** The manager's pool of global outbound channels. Both 0 = the feature is off for this manager. */
export type ChannelPool = {
  /** All channels that the manager may allocate. */
  pool: number
  /** Allocated, defaults at creation included. */
  allocated: number
}

/** The facts that every user of Telnyx's groups report has, under Telnyx's names. */
export const reportFields = ['id', 'email', 'record_type', 'user_status', 'created_at', 'groups'] as const
export type ReportField = (typeof reportFields)[number]

/** A user of the groups report; `odd` names the facts that are missing or unreadable. */
export type ReportUser = Omit<OrganizationUser, 'id'> & { id: string | null; odd: ReportField[] }

export type GroupsReport = {
  users: ReportUser[]
  /** Entries that are no users at all. */
  unreadable: number
}

export type OrganizationUser = {
  id: string
  email: string | null
  /** null = Telnyx did not report which of the two it is. */
  isOwner: boolean | null
  /** `enabled`, `disabled`, `blocked`, or a status that Telnyx adds later; null when not reported. */
  status: string | null
  bypassesSso: boolean | null
  createdAt: string | null
  lastSignInAt: string | null
  /** null = the answer did not include groups. */
  groups: { id: string; name: string }[] | null
}
