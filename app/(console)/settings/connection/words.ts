import { formatCount, formatNumber } from '@/components/ui/number'
import type { ConnectionLane, ConnectionState } from '@/lib/connection'

export const laneWords: Record<ConnectionLane, { name: string; meaning: string }> = {
  click: { name: 'Operators', meaning: 'Requests that an operator waits for go first' },
  bulk: { name: 'Jobs', meaning: 'Can use the rest of the limit, spread out so that operators do not wait' },
  sync: { name: 'Sync', meaning: 'At most a fifth of the limit, after everything else' },
}

const operations: Record<string, string> = {
  'accounts.list': 'listing the accounts',
  'accounts.probe': 'checking whether Telnyx answers',
  'accounts.retrieve': 'reading an account',
  'accounts.retrieveKey': 'revealing an account’s key',
  'accounts.create': 'creating an account',
  'accounts.setCustomPricing': 'changing custom pricing',
  'accounts.disable': 'disabling an account',
  'accounts.enable': 'enabling an account',
  'accounts.setChannelLimit': 'setting a channel limit',
  'accounts.allocatableChannels': 'reading the channel pool',
  'organization.listUsers': 'reading the organization’s users',
  'organization.retrieveUser': 'reading an organization user',
  'organization.removeUser': 'removing an organization user',
  'organization.groupsReport': 'reading the groups report',
  'organization.groupsReportCsv': 'reading the groups report',
  sync: 'the sync',
}

export function duringWords(operation: string): string {
  return operations[operation] ?? 'a request to Telnyx'
}

/** `50 requests a second`, `300 requests in 60 s`. */
export function limitWords({ limit, windowMs }: ConnectionState['rate']): string | null {
  if (limit === null) return null
  const seconds = Math.round((windowMs ?? 1_000) / 1_000)
  const window = seconds === 1 ? 'a second' : `in ${formatNumber(seconds)} s`
  return `${formatCount(limit, 'request')} ${window}`
}

/** `in 12 s`, `within a second`. */
export function inWords(ms: number): string {
  return ms <= 1_000 ? 'within a second' : `in ${formatNumber(Math.ceil(ms / 1_000))} s`
}

/** How many servers share the limit; null = only this one. */
export function sharedWords({ instances, percent }: ConnectionState['shared']): string | null {
  if (percent === null)
    return 'The database has not answered for several seconds. Jobs and sync wait. Requests of operators continue.'
  if (instances === 1) return null
  return `${formatNumber(instances)} servers share this limit. This server has ${formatNumber(percent)} % of it now.`
}
