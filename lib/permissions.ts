/** Who may do what. The server checks it for every page, route and action; the browser hides what would be refused. */
export const roles = ['owner', 'manager', 'support', 'finance'] as const
export type Role = (typeof roles)[number]

const everyone = roles
const money: readonly Role[] = ['owner', 'manager', 'finance']
const operations: readonly Role[] = ['owner', 'manager', 'support']
const managers: readonly Role[] = ['owner', 'manager']
const owners: readonly Role[] = ['owner']

export const permissions = {
  'accounts.read': everyone,
  'accounts.balances': money,
  'accounts.export': everyone,
  'accounts.disable': operations,
  'accounts.enable': operations,
  'accounts.notes': everyone,
  'accounts.create': managers,
  'accounts.pricing': managers,
  'accounts.protect': managers,
  'accounts.import': managers,
  // Disabling and enabling more than 25 accounts in 10 minutes.
  'jobs.unlimited': managers,
  'jobs.read': everyone,
  // Bulk changes. Starting, pausing, resuming, cancelling and retrying also require the permission for the job's kind.
  'jobs.start': operations,
  'jobs.control': everyone,
  'channels.read': everyone,
  'channels.limit': managers,
  'commands.settle': operations,
  // Changes of a flag that review rounds judge. Those of anything else also require `drift.acknowledge_any`.
  'drift.acknowledge': everyone,
  'drift.acknowledge_any': operations,
  'billing.read': money,
  // Below which credit is low: of a currency, and of a single account.
  'billing.thresholds': money,
  // Review rounds: opening, deciding and signing off. A round of organization users also requires `reviews.access`.
  'reviews.billing': money,
  'reviews.access': managers,
  'organization.read': everyone,
  'organization.remove': managers,
  'audit.own': everyone,
  'audit.all': managers,
  'sync.now': everyone,
  'preferences.write': everyone,
  'views.write': everyone,
  // Deleting views that other operators shared.
  'views.tidy': managers,
  // Operators, roles, invitations and other people's sessions.
  'operators.manage': owners,
  'settings.write': owners,
  // The operator's own password, factors and sessions.
  'security.own': everyone,
  'accounts.reveal': managers,
  // The operator's own requests. Those of others require `approvals.decide`.
  'approvals.read': operations,
  'approvals.decide': managers,
} as const satisfies Record<string, readonly Role[]>

export type Permission = keyof typeof permissions

export function can(role: Role, permission: Permission): boolean {
  return (permissions[permission] as readonly Role[]).includes(role)
}

export const roleLabel: Record<Role, string> = {
  owner: 'Owner',
  manager: 'Manager',
  support: 'Support',
  finance: 'Finance',
}
