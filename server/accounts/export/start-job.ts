import 'server-only'
import { conflict } from '@/lib/errors'
import { startExportInput } from '@/lib/job-inputs'
import { defineCommand } from '../../commands/define'
import { tooMany } from '../../commands/jobs/plan'
import { commitJob, insertAccounts, type Started } from '../../commands/jobs/start'
import { frozenSelection, readFrozen } from '../../commands/selections/read'
import { scopeOf } from './export'

/** Reads all balances again, a request each: hence a job. Its file is made when it is downloaded, and kept nowhere. */
export const startExport = defineCommand({
  action: 'job.start',
  permission: 'accounts.balances',
  input: startExportInput,
  fresh: true,
  run: async (ctx, { id, selection, columns }): Promise<Started> => {
    const { count, search } = await frozenSelection(ctx, selection)
    const refusal = tooMany(count)
    if (refusal) throw conflict(refusal)
    if (count === 0) throw conflict('There are no accounts to export.', 'Select accounts, or change the search.')
    const accountIds = await readFrozen(ctx, selection, 0, count)
    const parameters = { scope: scopeOf(search), columns: columns.join(',') }
    const job = {
      id,
      kind: 'accounts.export' as const,
      parameters,
      reason: null,
      startsAt: ctx.now(),
      waits: false,
      accountIds,
    }
    await commitJob(ctx, job, tx => insertAccounts(tx, id, accountIds))
    return { jobId: id }
  },
})
