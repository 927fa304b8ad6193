import 'server-only'
import { randomUUID } from 'node:crypto'
import { and, eq, inArray, lt, notExists } from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'
import type { Problem } from '@/lib/errors'
import { type Ctx, type OperatorActor, systemContext } from '../context'
import type { Tx } from '../platform/db/client'
import { auditEvents } from '../platform/db/schema'
import { recordIntent, recordOutcome } from './record'

/** An export that has no end after this time has broken off. */
export const longestMs = 3_600_000

const exportActions = ['accounts.export', 'audit.export'] as const
type ExportAction = (typeof exportActions)[number]

export type ExportRecordEnd = (problem: Problem | null) => Promise<void>

/** Records an export before its first row. The returned function records how it ended, once. */
export async function beginExport(
  ctx: Ctx<OperatorActor>,
  what: { action: ExportAction; file: string; scope: string; rows: number } & Record<string, unknown>,
): Promise<ExportRecordEnd> {
  const { action, file, ...detail } = what
  const commandId = randomUUID()
  const entry = { action, commandId, target: { kind: 'export', id: commandId, label: file } } as const
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
