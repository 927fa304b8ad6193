import 'server-only'

/** The columns of an account that a person here disabled. */
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

/** The columns of an account that is on again: why it was off is history. */
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
