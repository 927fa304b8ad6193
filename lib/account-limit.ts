/**
 * Which figure is compared with the limit: Telnyx does not document whether it counts cancelled accounts
 * (ACCOUNT_CAP_COUNTS).
 */
export const limitCounts = ['active', 'all'] as const
export type LimitCounts = (typeof limitCounts)[number]

/** How many managed accounts Telnyx allows this manager, and how many exist. */
export type AccountLimit = {
  cap: number
  counts: LimitCounts
  /** At Telnyx and not cancelled. */
  active: number
  /** At Telnyx, cancelled ones included. */
  all: number
  /** Being created, so not yet counted above. */
  underWay: number
}

/** How many more accounts fit; below zero when the limit is already exceeded. */
export function accountsLeft({ cap, counts, active, all, underWay }: AccountLimit): number {
  return cap - (counts === 'all' ? all : active) - underWay
}
