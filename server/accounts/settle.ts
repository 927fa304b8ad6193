import 'server-only'
import { and, eq, inArray, ne, sql } from 'drizzle-orm'
import { isTypedName } from '@/lib/accounts'
import type { Changes } from '@/lib/audit'
import type { Problem } from '@/lib/errors'
import type { ManagedAccountDetail } from '@/lib/managed-account'
import type { CommandRow } from '../commands/remote'
import { neverArrived, type Settle, type Settlement } from '../commands/settlement'
import type { Ctx } from '../context'
import { type AccountRecord, readAccount, writeThrough } from '../mirror/account'
import { noteAnswer } from '../mirror/drift'
import type { Tx } from '../platform/db/client'
import { accounts, commands } from '../platform/db/schema'
import { TelnyxError, toProblem } from '../telnyx/error'
import { type CreateRecord, listedWithEmail, writeCreated } from './creation'
import { type Probe, probeStatus } from './probe'
import { askedColumns } from './status-columns'

async function mirrored(ctx: Ctx, command: CommandRow): Promise<AccountRecord> {
  const account = await readAccount(ctx.db, command.targetId)
  if (!account) throw new Error(`no account for command ${command.id}`)
  return account
}

/** A disable or an enable: what the command asked for, if a read shows it. */
export const settleStatus: Settle = async (ctx, command) => {
  const account = await mirrored(ctx, command)
  const mayLag = (account.statusSetAt?.getTime() ?? 0) > ctx.now().getTime() - ctx.settings.listLag * 1_000
  const probe = await probeStatus(ctx, account)
  const now = ctx.now()
  const asked = askedColumns(command, now)
  if (probe.status !== asked.status) return otherStatus(account, probe, now)
  // The list may still show the status from before the command that set the one known here. A later look-up can tell.
  if (mayLag) return byPerson('Telnyx gave no answer, and its list may show an earlier status.', ofChange)
  return {
    verdict: 'done',
    write: async tx => {
      const set = { ...asked, statusSource: 'probe' as const, statusMatched: probe.matched }
      await tx.update(accounts).set(set).where(eq(accounts.id, account.id))
      return { changes: { status: [account.status, asked.status] }, result: { status: asked.status } }
    },
  }
}

/** No read shows whether the connections are enabled too. */
export const settleEnable: Settle = async (ctx, command, fence) => {
  const settlement = await settleStatus(ctx, command, fence)
  if (settlement.verdict !== 'done' || command.input.reenableConnections !== true) return settlement
  const settled = byPerson(
    'The account is enabled again, but Telnyx does not report whether its connections are enabled.',
    'Check the account’s connections in Telnyx’s portal, then mark the change as done or not done.',
  )
  return { ...settled, write: settlement.write }
}

/** A status other than the requested one, as reading showed it. */
function otherStatus(account: AccountRecord, { status, matched }: Probe, now: Date): Settlement {
  if (status === 'unknown') {
    return byPerson('Telnyx gave no answer, and its list does not show this account’s status.', ofChange)
  }
  return {
    verdict: 'not_done',
    problem: neverArrived,
    write: async tx => {
      await noteAnswer(tx, { id: account.id, email: null, organizationName: null, rollupBilling: null, status })
      await tx
        .update(accounts)
        .set({ status, statusMatched: matched, statusSource: 'probe', statusObservedAt: now })
        .where(eq(accounts.id, account.id))
      return {}
    },
  }
}

export const settlePricing: Settle = async (ctx, command) => {
  const answer = await askedOrGone(ctx, command.targetId)
  if ('gone' in answer) return { verdict: 'not_done', problem: answer.gone }
  if (answer.allowCustomPricing === null)
    return byPerson('Telnyx gave no answer, and it does not report this account’s custom pricing.', ofChange)
  const allow = allowOf(command)
  const now = ctx.now()
  const before = await mirrored(ctx, command)
  const same = answer.allowCustomPricing === allow
  const write: Extract<Settlement, { verdict: 'done' }>['write'] = async tx => {
    await writeThrough(tx, now, answer, { customPricing: answer.allowCustomPricing, customPricingSetAt: now })
    return same ? { changes: { customPricing: [before.customPricing, allow] }, result: { allow } } : {}
  }
  return same ? { verdict: 'done', write } : { verdict: 'not_done', problem: neverArrived, write }
}

const allowOf = (command: CommandRow) => command.input.allow === true

/** An account that is gone from Telnyx would be looked up for ever: at the end of the probes, 404 is the answer. */
async function askedOrGone(ctx: Ctx, id: string): Promise<ManagedAccountDetail | { gone: Problem }> {
  try {
    return await ctx.telnyx.accounts.retrieve(id, { lane: 'click' })
  } catch (error) {
    if (error instanceof TelnyxError && error.kind === 'not_found') return { gone: toProblem(error) }
    throw error
  }
}

/** The account of a create is the one id with its e-mail that is new and of no other create. Never compares times. */
export const settleCreate: Settle = async (ctx, command) => {
  const record = command.input as CreateRecord
  const listed = await listedWithEmail(ctx, record.email, { lane: 'click' })
  const fresh = listed.filter(id => !record.before.includes(id))
  const taken = fresh.length === 0 ? [] : await adoptedByOthers(ctx, command.id, fresh)
  const candidates = fresh.filter(id => !taken.includes(id))
  const [only] = candidates
  if (!only) return byPerson('Telnyx gave no answer, and no account with this e-mail address has appeared.', ofCreate)
  if (candidates.length > 1) {
    return byPerson(`Telnyx gave no answer, and ${candidates.length} accounts now have this e-mail address.`, ofCreate)
  }
  const answer = await ctx.telnyx.accounts.retrieve(only, { lane: 'click' })
  if (answer.organizationName !== null && !isTypedName(answer.organizationName, record.name)) {
    return byPerson(
      'Telnyx gave no answer, and the account that now has this e-mail address has another name.',
      ofCreate,
    )
  }
  return { verdict: 'done', write: tx => writeCreated(tx, ctx, answer, record) }
}

/**
 * Writes a status to the mirror that a person found and that no list will ever show. A created account appears with
 * the next sweep.
 */
export async function writeFoundStatus(tx: Tx, ctx: Ctx, command: CommandRow): Promise<Changes | null> {
  const before = await readAccount(tx, command.targetId)
  if (!before) return null
  const columns = askedColumns(command, ctx.now())
  await tx.update(accounts).set(columns).where(eq(accounts.id, before.id))
  return { status: [before.status, columns.status] }
}

/** The same for custom pricing that Telnyx does not report. */
export async function writeFoundPricing(tx: Tx, ctx: Ctx, command: CommandRow): Promise<Changes | null> {
  const before = await readAccount(tx, command.targetId)
  if (!before) return null
  const columns = { customPricing: allowOf(command), customPricingSetAt: ctx.now() }
  await tx.update(accounts).set(columns).where(eq(accounts.id, before.id))
  return { customPricing: [before.customPricing, columns.customPricing] }
}

const ofChange = 'Check the account in Telnyx’s portal, then mark the change as done or not done.'

const ofCreate =
  'Look for it in Telnyx’s portal before you create it again, then mark the creation as done or not done.'

function byPerson(message: string, hint: string) {
  return { verdict: 'person' as const, problem: { code: 'upstream' as const, message, hint } }
}

async function adoptedByOthers(ctx: Ctx, commandId: string, ids: string[]): Promise<string[]> {
  const rows = await ctx.db
    .select({ id: sql<string>`${commands.result} ->> 'accountId'` })
    .from(commands)
    .where(
      and(
        eq(commands.action, 'account.create'),
        ne(commands.id, commandId),
        inArray(sql`${commands.result} ->> 'accountId'`, ids),
      ),
    )
  return rows.map(row => row.id)
}
