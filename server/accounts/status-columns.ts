import 'server-only'

/** The columns of an account that an operator disabled here. */
export function disabledColumns(why: { reason: string; note: string; reviewOn: string; by: string }, now: Date) {
  return {
    status: 'disabled' as const,
    statusObservedAt: now,
    disabledReason: why.reason,
    disabledNote: why.note || null,
    disabledBy: why.by,
    disabledAt: now,
    reviewOn: why.reviewOn || null,
  }
}

/** The columns of an enabled account: the reason of an earlier disable is history. */
export function enabledColumns(now: Date) {
  return {
    status: 'enabled' as const,
    statusObservedAt: now,
    disabledReason: null,
    disabledNote: null,
    disabledBy: null,
    disabledAt: null,
    reviewOn: null,
  }
}
