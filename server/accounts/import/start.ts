import 'server-only'
import { sql } from 'drizzle-orm'
import type { ImportRow } from '@/lib/account-import'
import { checkImportInput, type ImportCheck, type ImportStarted, startImportInput } from '@/lib/account-import-inputs'
import { conflict, invalid } from '@/lib/errors'
import { freshOver } from '@/lib/job'
import { defineCommand } from '../../commands/define'
import { timeFor } from '../../commands/jobs/plan'
import { commitJob, wasStarted } from '../../commands/jobs/start'
import type { Ctx } from '../../context'
import type { Tx } from '../../platform/db/client'
import { jobItems } from '../../platform/db/schema'
import { type CheckedImport, callsForEach, checkImport, chosenRows } from './check'

/** Reports all problems of a file, without changing anything. */
export const checkImportLines = defineCommand({
  action: 'accounts.check_import',
  permission: 'accounts.import',
  input: checkImportInput,
  run: async (ctx, { lines }): Promise<ImportCheck> => timed(ctx, await checkImport(ctx, lines)),
})

function timed(ctx: Ctx, { check, rows }: CheckedImport): ImportCheck {
  return { ...check, time: timeFor(ctx, rows.length * callsForEach) }
}

/** Starts what the operator has seen, once per id: the check stored nothing, so it runs again. */
export const startImport = defineCommand({
  action: 'job.start',
  permission: 'accounts.import',
  input: startImportInput,
  fresh: (_, { lines }) => lines.length > freshOver,
  run: async (ctx, input): Promise<ImportStarted> => {
    const { id, lines, digest, file, reason, kept } = input
    const inFile = lines.length + kept
    // The count that was typed is compared with the rows before the job is committed.
    const leftOut = inFile - Number(typedNumber(input))
    const job = {
      id,
      kind: 'accounts.import' as const,
      parameters: { file, reason, digest, lines: inFile, leftOut },
      reason: reason || null,
      startsAt: ctx.now(),
      waits: false,
      accountIds: null,
    }
    if (await wasStarted(ctx, job)) return { kind: 'started', jobId: id }
    const checked = await checkImport(ctx, lines)
    if (checked.check.digest !== digest) return { kind: 'changed', check: timed(ctx, checked) }
    const rows = chosenRows(checked, input.leaveOutWarned)
    refuseUnlessConfirmed(input, checked, rows.length)
    await commitJob(ctx, job, tx => insertRows(tx, id, rows))
    return { kind: 'started', jobId: id }
  },
})

type Confirmed = { typedCount: string; acknowledged: boolean; leaveOutWarned: boolean }

const typedNumber = ({ typedCount }: Pick<Confirmed, 'typedCount'>) => typedCount.replace(/[\s,.]/g, '')

function refuseUnlessConfirmed(input: Confirmed, { check }: CheckedImport, count: number): void {
  if (count === 0) throw conflict('No row of this file can be imported.', 'Correct it and choose it again.')
  const fields = {
    ...(check.warned > 0 &&
      !input.leaveOutWarned &&
      !input.acknowledged && { acknowledged: 'Check the warnings, and confirm that these are other customers.' }),
    ...(typedNumber(input) !== String(count) && {
      typedCount: `Type ${count}, the number of accounts.`,
    }),
  }
  if (Object.keys(fields).length > 0) throw invalid('Some fields need correction.', fields)
}

/** One statement for all items: an item's input is its line. */
async function insertRows(tx: Tx, jobId: string, rows: readonly ImportRow[]): Promise<number> {
  await tx.execute(sql`
    insert into ${jobItems} (job_id, position, label, input, state)
    select ${jobId}::uuid, listed.position, listed.line ->> 'name', listed.line, 'waiting'
    from jsonb_array_elements(${JSON.stringify(rows)}::jsonb) with ordinality as listed(line, position)`)
  return rows.length
}
