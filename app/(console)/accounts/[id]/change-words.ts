import type { Changes } from '@/lib/audit'
import { type AccountStatus, accountStatuses } from '@/lib/managed-account'
import { statusLook } from '../../_accounts/words'

/** `before` is null where there was nothing before: a new account. */
export type Change = { label: string; before: string | null; after: string }

const labels: Record<string, string> = {
  status: 'Status',
  customPricing: 'Custom pricing',
  channelLimit: 'Channel limit',
  rollupBilling: 'Rollup billing',
  name: 'Name',
  email: 'E-mail',
  account: 'Account',
  verdict: 'Verdict',
  protected: 'Protected',
}

function isStatus(value: unknown): value is AccountStatus {
  return accountStatuses.some(status => status === value)
}

function words(field: string, value: unknown): string {
  if (value === null || value === undefined) return 'not known'
  if (field === 'status' && isStatus(value)) return statusLook[value].label
  if (typeof value === 'boolean') {
    if (field === 'customPricing') return value ? 'Allowed' : 'Off'
    return value ? 'Yes' : 'No'
  }
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

/** Recorded changes as people read them: before → after. */
export function changesOf(changes: Changes | null): Change[] {
  const entries = Object.entries(changes ?? {})
  const created = entries.some(([field]) => field === 'account')
  return entries.map(([field, [before, after]]) => ({
    label: labels[field] ?? field,
    before: created ? null : words(field, before),
    after: words(field, after),
  }))
}
