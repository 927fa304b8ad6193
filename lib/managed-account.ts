/** The facts that Telnyx reports for a managed account, in our names. Secrets (`api_key`, `api_token`) are left out by design. */

export const accountStatuses = ['enabled', 'disabled', 'blocked', 'cancelled', 'unknown'] as const
export type AccountStatus = (typeof accountStatuses)[number]

/** The statuses that Telnyx's list can filter by. `unknown` is an account that none of these lists shows. */
export const sweptStatuses = ['enabled', 'disabled', 'blocked', 'cancelled'] as const
export type SweptStatus = (typeof sweptStatuses)[number]

/** An item of Telnyx's list. Only the id is certain. A field that the answer lacks is null, never a default. */
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
  /** All channels that the manager can allocate. */
  pool: number
  /** Allocated channels, including the defaults at creation. */
  allocated: number
}

/** The facts that every user of Telnyx's groups report has, under Telnyx's names. */
export const reportFields = ['id', 'email', 'record_type', 'user_status', 'created_at', 'groups'] as const
export type ReportField = (typeof reportFields)[number]

/** A user of the groups report; `odd` names the fields that the report lacks or that cannot be read. */
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
