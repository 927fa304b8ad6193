import type { Problem } from './errors'

/**
 * The answer of every server action. `pending` = the work continues after the answer; poll the command by its id.
 * Actions never throw, because a throw reaches the browser as an opaque error.
 */
export type Result<T> = { ok: true; data: T } | { ok: false; problem: Problem } | { ok: 'pending'; commandId: string }
