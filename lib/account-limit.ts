/** Which accounts count against the limit. Telnyx does not document whether cancelled ones do, so ACCOUNT_CAP_COUNTS sets it. */
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
  /** Being created, and not counted above yet. */
  underWay: number
}

/** How many more accounts fit; below zero if the limit is already exceeded. */
export function accountsLeft({ cap, counts, active, all, underWay }: AccountLimit): number {
  return cap - (counts === 'all' ? all : active) - underWay
}
