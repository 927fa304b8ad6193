import { formatCount, formatNumber } from '@/components/ui/number'
import { overAllocation, type PoolAnswer, type WhatIf } from '@/lib/channels'

/** What saving would do to the pool, shown under the field. */
export function whatIfWords(after: WhatIf | null, answer: PoolAnswer | undefined, wanted: number): string {
  if (!answer) return 'Reading the pool…'
  const { pool } = answer
  if (!pool) return 'The channel pool is unknown. Telnyx decides whether this limit fits.'
  const free = `${formatNumber(Math.max(0, pool.pool - pool.allocated))} of ${formatCount(pool.pool, 'channel')} are free now.`
  if (after === null) return free
  switch (after.kind) {
    case 'off':
      return 'Global outbound channels are not enabled for your manager account.'
    case 'over':
      return overAllocation(after, pool)
    case 'unsure':
      return `${free} Whether ${formatNumber(wanted)} fits depends on the account’s current limit. Telnyx decides.`
    case 'fits':
      if (after.most < 0) return `The pool stays over-allocated by ${formatNumber(-after.most)}.`
      if (after.least === after.most)
        return `Free after saving: ${formatNumber(after.least)} of ${formatNumber(pool.pool)}.`
      return `Free after saving: ${formatNumber(after.least)} to ${formatNumber(after.most)} of ${formatNumber(pool.pool)}. It depends on the limit that the account has now, which Telnyx does not report.`
  }
}
