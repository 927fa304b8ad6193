import 'server-only'
import type { AccountView } from '@/lib/accounts'
import { statusSeenAt } from '@/lib/sync'
import { openCommands } from '../commands/queries'
import type { Ctx, OperatorActor } from '../context'
import { refreshBalance } from '../mirror/balances'
import { readMemory } from '../mirror/record'
import { orLate } from '../platform/or-late'
import { listDrift } from './drift'
import { listNotes } from './notes'
import { getAccount } from './queries'
import { statusFacts } from './status-facts'

/** Everything the account page shows, from the mirror. Throws not_found. */
export async function viewAccount(ctx: Ctx<OperatorActor>, id: string): Promise<AccountView> {
  const account = await getAccount(ctx, id)
  const [facts, commands, drift, notes, memory] = await Promise.all([
    statusFacts(ctx, account),
    openCommands(ctx, id),
    listDrift(ctx, id),
    listNotes(ctx, id),
    readMemory(ctx.db),
  ])
  return { account, statusSeenAt: statusSeenAt(account, memory.asOf ?? null), ...facts, commands, drift, notes }
}

/** How long an answer waits for a fresher figure; a later one is in the next answer. */
const waitMs = 1_500

/** The same after asking Telnyx for the current balance and facts. Throws not_found. */
export async function openAccount(ctx: Ctx<OperatorActor>, id: string): Promise<AccountView> {
  const refreshed = refreshBalance(ctx, id, 'click').catch(error => {
    ctx.log.error({ err: error, account: id }, 'a balance could not be refreshed')
  })
  await orLate(refreshed, waitMs, null)
  return viewAccount(ctx, id)
}
