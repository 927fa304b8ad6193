import { and, asc, eq } from 'drizzle-orm'
import { AppError, type Problem } from '@/lib/errors'
import type { SandboxAccount } from '@/server/sandbox/server'
import { Pending } from '../commands/define'
import { remoteCallsEnded } from '../commands/remote'
import { settleDue } from '../commands/settle'
import { accounts, auditEvents, commands } from '../platform/db/schema'
import { createTelnyx } from '../telnyx/client'
import type { TestConsole } from './context'
import { sweptRow } from './swept-row'

/** Puts accounts of the sandbox into the mirror, as a sweep would have left them. */
export async function mirrorAccounts(console_: TestConsole, from: readonly SandboxAccount[]): Promise<void> {
  const now = console_.services.now()
  await console_.services.db.insert(accounts).values(from.map(account => sweptRow(account, now)))
}

/**
 * Mirrors the fleet and returns an account that no test has used yet. It also resets the state between tests: no fault,
 * no call, no open breaker and no recent command remains.
 */
export async function accountsInTurn(
  console_: TestConsole,
  wanted: (account: SandboxAccount) => boolean,
): Promise<() => SandboxAccount> {
  const { sandbox, services, clock } = console_
  await mirrorAccounts(console_, sandbox.accounts())
  const unused = sandbox.accounts().filter(wanted)
  return () => {
    const account = unused.shift()
    if (!account) throw new Error('the fleet is too small for these tests')
    sandbox.clearFaults()
    clock.forward(600)
    services.telnyx = freshTelnyx(console_)
    sandbox.clearCalls()
    return account
  }
}

export async function mirrorOf(console_: TestConsole, id: string) {
  const [row] = await console_.services.db.select().from(accounts).where(eq(accounts.id, id))
  if (!row) throw new Error(`no account ${id} in the mirror`)
  return row
}

/** The record of one target, oldest first. */
export function recordOf(console_: TestConsole, targetId: string, phase: 'intent' | 'outcome' | 'event') {
  return console_.services.db
    .select()
    .from(auditEvents)
    .where(and(eq(auditEvents.targetId, targetId), eq(auditEvents.phase, phase)))
    .orderBy(asc(auditEvents.id))
}

export function commandsOf(console_: TestConsole, targetId: string) {
  return console_.services.db
    .select()
    .from(commands)
    .where(eq(commands.targetId, targetId))
    .orderBy(asc(commands.sentAt))
}

/** The problem of refused work. */
export async function refusal(work: Promise<unknown>): Promise<Problem> {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof AppError)) throw new Error(`expected a refusal, got ${String(error)}`)
  return error.problem
}

/** The final result of a command, also when a slow machine first answered "still under way". */
export async function ended<T>(
  console_: TestConsole,
  work: Promise<T | Pending>,
): Promise<T | Record<string, unknown> | null> {
  const answer = await work
  if (!(answer instanceof Pending)) return answer
  await remoteCallsEnded()
  const [row] = await console_.services.db.select().from(commands).where(eq(commands.id, answer.commandId))
  if (row?.state === 'failed' && row.problem) throw new AppError(row.problem)
  return row?.result ?? null
}

/** Moves the clock through the look-up schedule of unknown outcomes, which has six look-ups. */
export async function settleRounds(console_: TestConsole, rounds: number): Promise<void> {
  for (let round = 0; round < rounds; round += 1) {
    console_.clock.forward(100)
    await settleDue(console_.services)
  }
}

/** A separate edge: what a test does to it (an open breaker, a used-up budget) ends with the test. */
export function freshTelnyx(console_: TestConsole) {
  return createTelnyx({ apiKey: console_.sandbox.key, baseUrl: console_.sandbox.url })
}

/** A separate edge with a short deadline for writes: for faults that never answer. */
export function impatientTelnyx(console_: TestConsole) {
  return createTelnyx({ apiKey: console_.sandbox.key, baseUrl: console_.sandbox.url, writeDeadlineMs: 1_000 })
}
