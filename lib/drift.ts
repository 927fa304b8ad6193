import type { AccountStatus } from './managed-account'
import { can, type Role } from './permissions'

// Drift: a change of an account at Telnyx that no command of the console explains.

export const driftFields = ['status', 'rollupBilling', 'customPricing', 'email', 'name'] as const
export type DriftField = (typeof driftFields)[number]
/** Flags that review rounds judge: finance marks their changes as seen. */
const reviewedFields: readonly DriftField[] = ['rollupBilling', 'customPricing']

export function mayAcknowledge(role: Role, field: DriftField): boolean {
  return can(role, reviewedFields.includes(field) ? 'drift.acknowledge' : 'drift.acknowledge_any')
}

export type DriftValue = AccountStatus | string | boolean | null

export type Drift = {
  id: string
  field: DriftField
  before: DriftValue
  after: DriftValue
  /** ISO 8601: the sweep that saw it first. */
  seenAt: string
  acknowledged: { at: string; by: string } | null
}
