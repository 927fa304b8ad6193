import { formatCount, formatNumber } from '@/components/ui/number'
import { type ConnectionLane, type ConnectionState, type TelnyxOperation, telnyxOperations } from '@/lib/connection'

export const laneWords: Record<ConnectionLane, { name: string; meaning: string }> = {
  click: { name: 'Operators', meaning: 'Requests that an operator waits for go first' },
  bulk: { name: 'Jobs', meaning: 'Can use the rest of the limit, spread out so that operators do not wait' },
  sync: { name: 'Sync', meaning: 'At most a fifth of the limit, after everything else' },
}

export function duringWords(during: TelnyxOperation | 'sync'): string {
  return during === 'sync' ? 'the sync' : telnyxOperations[during]
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
