import type { Problem } from './errors'

/**
 * What every server action returns. `pending` = the work continues after the answer; poll the command by its id.
 * Actions never throw: a throw reaches the browser as an opaque error.
 */
export type Result<T> = { ok: true; data: T } | { ok: false; problem: Problem } | { ok: 'pending'; commandId: string }
