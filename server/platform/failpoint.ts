import 'server-only'

/**
 * The places where a test may kill, freeze or disturb the console: between decision, sending, answer and writing. `in_`
 * points are inside a transaction: a process that ends there leaves nothing of it behind.
 */
export const failpoints = [
  'create.before_check',
  'create.after_check',
  'create.before_send',
  'create.after_send',
  'create.in_write',
  'command.before_intent',
  'command.in_intent',
  'command.before_send',
  'command.after_answer',
  'command.after_failure',
  'command.in_outcome',
  'command.after_outcome',
  'scheduled.after_turn',
  'job.after_lease',
  'job.after_claim',
  'job.before_bind',
  'job.after_call',
  'job.after_follow',
  'settle.before_recovery',
  'settle.after_recovery',
  'settle.before_look',
  'settle.after_claim',
  'settle.after_look',
  'settle.in_write',
  'settle.after_write',
  'settle.before_postpone',
  'review.in_open',
  'review.in_bulk',
  'review.after_batch',
  'sync.before_read',
  'sync.before_write',
  'sync.after_batch',
  'sync.after_write',
  'sync.after_checks',
  'sync.before_end',
] as const
export type Failpoint = (typeof failpoints)[number]

type Handler = (name: Failpoint) => Promise<void> | undefined

// Next gives every bundle its own copy of this module: a failpoint must be set in all of them.
const store = globalThis as { consoleFailpoint?: Handler | undefined }

/** Does nothing unless a test set this failpoint: then it throws, never returns, or ends the process. */
export function failpoint(name: Failpoint): Promise<void> | undefined {
  return store.consoleFailpoint?.(name)
}

/** For tests in this process. Null switches all failpoints off. */
export function onFailpoint(handler: Handler | null): void {
  store.consoleFailpoint = handler ?? undefined
}

type Trigger = { name: Failpoint; passing: number; signal: 'SIGKILL' | 'SIGSTOP' }

/**
 * `create.before_send@3`: this process kills itself (SIGKILL) at the third pass; `job.before_call@2:stop` stops it
 * (SIGSTOP) until it gets SIGCONT. Separate several with commas. Throws, and names what cannot be read.
 */
export function parseFailpoints(text: string): Trigger[] {
  return text.split(',').map(one => {
    const [, named, passing = '1', action = 'kill'] = /^\s*([\w.]+)(?:@(\d+))?(?::(kill|stop))?\s*$/.exec(one) ?? []
    const name = failpoints.find(known => known === named)
    if (!name) throw new Error(`"${one.trim()}" is no failpoint of this console`)
    return { name, passing: Number(passing), signal: action === 'stop' ? 'SIGSTOP' : 'SIGKILL' }
  })
}

/** For tests of real processes: called at the start with CONSOLE_FAILPOINTS, which env.ts accepts in tests only. */
export function armFailpoints(text: string | undefined): void {
  if (text === undefined) return
  const triggers = parseFailpoints(text)
  const passed = new Map<Failpoint, number>()
  onFailpoint(name => {
    const count = (passed.get(name) ?? 0) + 1
    passed.set(name, count)
    const due = triggers.find(trigger => trigger.name === name && trigger.passing === count)
    if (due) process.kill(process.pid, due.signal)
    // SIGKILL to the own process arrives at once; a stopped process continues here after SIGCONT.
    return undefined
  })
}
