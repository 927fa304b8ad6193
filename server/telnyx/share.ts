import 'server-only'

/** One process's part of each window, as a stretch of the unit line: the stretches of all processes fill it exactly. */
export type Share = { from: number; to: number }

export type LeasedShare = Share & {
  /** Epoch ms: a process that has not renewed it by then has no part. */
  ends: number
}

export const wholeShare: LeasedShare = { from: 0, to: 1, ends: Number.POSITIVE_INFINITY }

/** What a process may take in one window of `limit` requests. */
export function allotmentOf(share: LeasedShare, limit: number, now: number): number {
  if (now > share.ends) return 0
  if (share.to - share.from >= 1) return Number.POSITIVE_INFINITY
  const part = Math.floor(limit * share.to) - Math.floor(limit * share.from)
  return share.to > share.from ? Math.max(1, part) : 0
}

/** 0…1; null = it has ended */
export function partOf(share: LeasedShare, now: number): number | null {
  return now > share.ends ? null : share.to - share.from
}
