import 'server-only'
import { createHash } from 'node:crypto'
import { and, eq, sql } from 'drizzle-orm'
import { type CreateAccountInput, createAccountInput } from '@/lib/account-inputs'
import { proposeEmail } from '@/lib/accounts'
import { AppError, conflict } from '@/lib/errors'
import type { ManagedAccountDetail } from '@/lib/managed-account'
import { defineCommand } from '../../command'
import type { Ctx } from '../../context'
import type { Tx } from '../../db/client'
import { accounts, commands } from '../../db/schema'
import { failpoint } from '../../failpoint'
import { runRemote, type Written } from '../../remote-command'
import { TelnyxError, toProblem } from '../../telnyx/error'
import { balanceColumns, factColumns } from '../mirror'
import { createUnderWay } from '../open-creates'

/** What the bookkeeping keeps of a create: no password, only whether there was one. */
export type CreateRecord = {
  name: string
  email: string
  rollupBilling: boolean
  customPricing: boolean
  hasPassword: boolean
  /** Accounts that already had this e-mail before the call: never adopted as its result. */
  before: string[]
}

const fieldOf = {
  '/business_name': 'name',
  '/email': 'email',
  '/password': 'password',
  '/rollup_billing': 'rollupBilling',
  '/managed_account_allow_custom_pricing': 'customPricing',
}

export const createAccount = defineCommand({
  action: 'account.create',
  permission: 'accounts.create',
  input: createAccountInput,
  run: async (ctx, input) => {
    const email = input.email || proposeEmail(input.name, ctx.actor.email).toLowerCase()
    await failpoint('create.before_check')
    const [sentBefore] = await ctx.db.select({ id: commands.id }).from(commands).where(eq(commands.id, input.id))
    // A form sent twice is answered by its first sending; only a new one is checked against what exists.
    const before = sentBefore ? [] : await accountsWithEmail(ctx, email)
    if (before.length > 0) {
      throw new AppError({
        code: 'invalid',
        message: 'Some fields need another look.',
        fields: { email: `${email} already belongs to one of your managed accounts. Use another address.` },
      })
    }
    const record: CreateRecord = {
      name: input.name,
      email,
      rollupBilling: input.rollupBilling,
      customPricing: input.customPricing,
      hasPassword: input.password !== '',
      before,
    }
    if (!sentBefore && (await createUnderWay(ctx, email, input.id))) {
      throw conflict(
        `An account with ${email} is already being created, and Telnyx has not said yet how that ended.`,
        'Wait until the console knows before you create it again.',
      )
    }
    await failpoint('create.after_check')
    return runRemote(ctx, {
      id: input.id,
      action: 'account.create',
      target: { kind: 'account', id: input.id, label: input.name },
      input: record,
      fingerprint: fingerprintOf(record),
      supersedes: [],
      fieldOf,
      send: async () => {
        await failpoint('create.before_send')
        const answer = await ctx.telnyx.accounts.create(body(input, email), { lane: 'click' })
        await failpoint('create.after_send')
        return answer
      },
      write: (tx, answer) => writeCreated(tx, ctx, answer, record),
    })
  },
})

function body(input: CreateAccountInput, email: string) {
  return {
    businessName: input.name,
    email,
    ...(input.password !== '' && { password: input.password }),
    rollupBilling: input.rollupBilling,
    allowCustomPricing: input.customPricing,
  }
}

function fingerprintOf({ name, email, rollupBilling, customPricing }: CreateRecord): string {
  return createHash('sha256')
    .update(JSON.stringify([name, email, rollupBilling, customPricing]))
    .digest('hex')
}

/** Ids that have this e-mail, at Telnyx or in the mirror (Telnyx's filter may be case-sensitive). Throws when Telnyx cannot be asked. */
async function accountsWithEmail(ctx: Ctx, email: string): Promise<string[]> {
  const mirrored = await ctx.db
    .select({ id: accounts.id })
    .from(accounts)
    .where(and(sql`lower(${accounts.email}) = ${email}`))
  return [...new Set([...mirrored.map(row => row.id), ...(await listedWithEmail(ctx, email))])]
}

export async function listedWithEmail(ctx: Ctx, email: string): Promise<string[]> {
  try {
    const page = await ctx.telnyx.accounts.list(
      { page: 1, size: 250, emailEq: email, includeCancelled: true, sort: 'created_at' },
      { lane: 'click' },
    )
    // A filter that is ignored must not make everybody a duplicate.
    return page.rows.filter(row => row.email?.toLowerCase() === email).map(row => row.id)
  } catch (error) {
    if (error instanceof TelnyxError) throw new AppError(toProblem(error), { cause: error })
    throw error
  }
}

/** Puts a created (or adopted) account into the mirror. Its status is not in the answer: it stays unknown until a list shows it. */
export async function writeCreated(
  tx: Tx,
  ctx: Ctx,
  answer: ManagedAccountDetail,
  record: CreateRecord,
): Promise<Written> {
  const now = ctx.now()
  const columns = {
    email: record.email,
    organizationName: record.name,
    rollupBilling: record.rollupBilling,
    customPricing: record.customPricing,
    ...factColumns(answer),
    ...balanceColumns(answer.balance, now),
    observedAt: now,
  }
  await tx
    .insert(accounts)
    .values({
      id: answer.id,
      ...columns,
      status: 'unknown',
      statusSource: 'command',
      statusObservedAt: now,
      firstSeenAt: now,
    })
    .onConflictDoUpdate({ target: accounts.id, set: columns })
  await failpoint('create.in_write')
  return {
    changes: {
      account: [null, answer.id],
      name: [null, record.name],
      email: [null, columns.email],
      rollupBilling: [null, columns.rollupBilling],
      customPricing: [null, columns.customPricing],
    },
    result: {
      accountId: answer.id,
      name: record.name,
      email: columns.email,
      hasPassword: record.hasPassword,
      rollupBilling: columns.rollupBilling,
      customPricing: columns.customPricing,
    },
  }
}
