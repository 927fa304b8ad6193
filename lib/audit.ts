/** Everything that goes on record, as `entity.verb`, with the words people read. A closed list: what is not here cannot be written. */
export const auditActions = {
  'account.create': 'Create managed account',
  'account.disable': 'Disable managed account',
  'account.enable': 'Enable managed account',
  'account.custom_pricing': 'Change custom pricing',
  'account.channel_limit': 'Change channel limit',
  'account.note': 'Add note',
  'command.settle': 'Settle an unknown outcome',
  'rollup.review': 'Review rollup billing flag',
  'organization_user.remove': 'Remove organization user',
  'organization_report.download': 'Download groups report',
  'sync.request': 'Sync now',
  'session.sign_in': 'Sign in',
  'session.sign_in_failed': 'Failed sign-in',
  'session.sign_out': 'Sign out',
  'operator.first_owner': 'Set up first owner',
  'access.denied': 'Denied',
} as const

export type AuditAction = keyof typeof auditActions

export const auditOutcomes = ['succeeded', 'failed', 'unknown', 'denied'] as const
export type AuditOutcome = (typeof auditOutcomes)[number]

/** Field → [before, after]. */
export type Changes = Record<string, [unknown, unknown]>

export function isAuditAction(value: string): value is AuditAction {
  return value in auditActions
}
