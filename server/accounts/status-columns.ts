import 'server-only'
import type { CommandRow } from '../commands/remote'

const setHere = <S extends 'enabled' | 'disabled'>(status: S, now: Date) => ({
  status,
  statusSource: 'command' as const,
  statusObservedAt: now,
  statusSetAt: now,
})

/** The columns of an account that an operator disabled here. */
export function disabledColumns(why: { reason: string; note: string; reviewOn: string; by: string }, now: Date) {
  return {
    ...setHere('disabled', now),
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
    ...setHere('enabled', now),
    disabledReason: null,
    disabledNote: null,
    disabledBy: null,
    disabledAt: null,
    reviewOn: null,
  }
}

const text = (value: unknown) => (typeof value === 'string' ? value : '')

/** The columns that a stored disable or enable asked for. */
export function askedColumns({ action, input, actorName: by }: CommandRow, now: Date) {
  const { reason, note, reviewOn } = input
  return action === 'account.disable'
    ? disabledColumns({ reason: text(reason), note: text(note), reviewOn: text(reviewOn), by }, now)
    : enabledColumns(now)
}
