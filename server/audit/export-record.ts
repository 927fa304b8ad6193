import 'server-only'
import { randomUUID } from 'node:crypto'
import { and, eq, inArray, lt, notExists } from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'
import type { Problem } from '@/lib/errors'
import { type Ctx, type OperatorActor, systemContext } from '../context'
import type { Tx } from '../platform/db/client'
import { auditEvents } from '../platform/db/schema'
import { csvType, fileHeaders, streamOf } from '../platform/stream'
import { yieldToEventLoop } from '../platform/yield-to-event-loop'
import { recordIntent, recordOutcome } from './record'

/** An export that has no end after this time has broken off. */
const longestMs = 3_600_000

const exportActions = ['accounts.export', 'audit.export'] as const
type Export = { action: (typeof exportActions)[number]; file: string; scope: string; rows: number }
type Recorded = Export & Record<string, unknown>

/** Records an export before its first row. The returned function records how it ended, once. */
export async function beginExport(
  ctx: Ctx<OperatorActor>,
  what: Recorded,
): Promise<(problem: Problem | null) => Promise<void>> {
  const { action, file, ...detail } = what
  const commandId = randomUUID()
  const entry = {
    action,
    commandId,
    target: { kind: 'export', id: commandId, label: file },
  } as const
  await ctx.db.transaction(async tx => {
    await endForgotten(ctx, tx)
    await recordIntent(tx, ctx, { ...entry, detail })
  })
  let ended = false
  return async problem => {
    if (ended) return
    ended = true
    await ctx.db.transaction(tx =>
      recordOutcome(tx, ctx, { ...entry, outcome: problem ? 'failed' : 'succeeded', ...(problem && { problem }) }),
    )
  }
}

/** A piece of a file, and how many of the rows it holds. */
export type ExportPart = { text: string; rows: number }

type Sending = {
  contentType?: string
  /** What the rows are called. */
  unit?: 'rows' | 'entries'
  signal: AbortSignal | undefined
  /** Logs why the file broke off. */
  failed(facts: { err: unknown; sent: number; count: number }): void
}

/**
 * Sends a file as it is made, at the browser's speed. Recorded before its first row and at its end; a file that is not
 * complete ends as a broken connection.
 */
export async function sendExport(
  ctx: Ctx<OperatorActor>,
  what: Recorded,
  parts: AsyncGenerator<ExportPart, void>,
  { contentType = csvType, unit = 'rows', signal, failed }: Sending,
): Promise<Response> {
  const { file, rows: count } = what
  const end = await beginExport(ctx, what)
  async function* text(): AsyncGenerator<string, void> {
    let sent = 0
    let code: Problem['code'] | null = 'unavailable'
    try {
      for await (const part of parts) {
        sent += part.rows
        yield part.text
        // Other queries run in between, also on the embedded database of this process.
        await yieldToEventLoop()
      }
      code = null
    } catch (error) {
      code = 'internal'
      failed({ err: error, sent, count })
      throw error
    } finally {
      const message = `The download was interrupted after ${sent.toLocaleString('en-US')} of ${count.toLocaleString('en-US')} ${unit}.`
      await end(code && { code, message }).catch(error =>
        ctx.log.error({ err: error }, 'the end of an export could not be recorded'),
      )
    }
  }
  const body = streamOf(text(), { timeoutMs: longestMs, signal })
  return new Response(body, { headers: fileHeaders(file, contentType, count) })
}

/** Ends exports that a stopped process left open. */
async function endForgotten(ctx: Ctx, tx: Tx): Promise<void> {
  const outcomes = alias(auditEvents, 'outcomes')
  const ended = tx
    .select({ id: outcomes.id })
    .from(outcomes)
    .where(and(eq(outcomes.commandId, auditEvents.commandId), eq(outcomes.phase, 'outcome')))
  const forgotten = await tx
    .select({ commandId: auditEvents.commandId, action: auditEvents.action, label: auditEvents.targetLabel })
    .from(auditEvents)
    .where(
      and(
        inArray(auditEvents.action, [...exportActions]),
        eq(auditEvents.phase, 'intent'),
        lt(auditEvents.at, new Date(ctx.now().getTime() - 2 * longestMs)),
        notExists(ended),
      ),
    )
  for (const { commandId, action: found, label } of forgotten) {
    const action = exportActions.find(one => one === found)
    if (commandId === null || action === undefined) continue
    await recordOutcome(tx, systemContext(ctx, 'recovery'), {
      action,
      commandId,
      target: { kind: 'export', id: commandId, label },
      outcome: 'failed',
      problem: { code: 'internal', message: 'The console stopped before the file was complete.' },
    })
  }
}
