import 'server-only'
import { createHash } from 'node:crypto'
import { and, eq, isNull, notInArray, sql } from 'drizzle-orm'
import type { CreateAccountInput } from '@/lib/account-inputs'
import { AppError, invalid } from '@/lib/errors'
import type { ManagedAccountDetail } from '@/lib/managed-account'
import type { RemoteCall, Written } from '../commands/remote'
import type { Ctx } from '../context'
import { balanceColumns, listColumns } from '../mirror/account'
import { noteBalance } from '../mirror/history/balance'
import type { Tx } from '../platform/db/client'
import { accounts, commands } from '../platform/db/schema'
import { failpoint } from '../platform/failpoint'
import { askTelnyx } from '../telnyx/ask'
import type { CallOptions } from '../telnyx/client'
import { createUnderWay } from './open-creates'

// What a form and an import line share: one new account, checked, sent once, and recorded.

/** What the command stores of a create: never the password, only whether there was one. */
export type CreateRecord = Omit<WantedAccount, 'password'> & {
  hasPassword: boolean
  /** Accounts that already had this e-mail before the call: never adopted as its result. */
  before: string[]
}

/** An account to create, with its e-mail filled in and in lower case. */
type WantedAccount = Pick<CreateAccountInput, 'name' | 'email' | 'password' | 'rollupBilling' | 'customPricing'>

const fieldOf = {
  '/business_name': 'name',
  '/email': 'email',
  '/password': 'password',
  '/rollup_billing': 'rollupBilling',
  '/managed_account_allow_custom_pricing': 'customPricing',
}

/**
 * The call that creates an account. The sender adds the id, the idempotency key: sent again, the first result counts.
 * @param before what `checkEmail` found
 */
export function createCall(
  ctx: Ctx,
  id: string,
  wanted: WantedAccount,
  before: readonly string[],
  options: CallOptions,
): RemoteCall<ManagedAccountDetail> {
  const { name, email, password, rollupBilling, customPricing } = wanted
  const wish = { name, email, rollupBilling, customPricing }
  const record: CreateRecord = { ...wish, hasPassword: password !== '', before: [...before] }
  return {
    id,
    action: 'account.create',
    target: { kind: 'account', id, label: name },
    input: record,
    fingerprint: fingerprintOf(record),
    supersedes: [],
    fieldOf,
    claim: tx => claimEmail(tx, email, id, before),
    send: async fence => {
      await failpoint('create.before_send')
      const body = { businessName: name, email, rollupBilling, allowCustomPricing: customPricing }
      const withPassword = { ...body, ...(password !== '' && { password }) }
      const answer = await ctx.telnyx.accounts.create(withPassword, { ...options, ...fence })
      await failpoint('create.after_send')
      return answer
    },
    write: (tx, answer) => writeCreated(tx, ctx, answer, record),
  }
}

function fingerprintOf({ name, email, rollupBilling, customPricing }: CreateRecord): string {
  return createHash('sha256')
    .update(JSON.stringify([name, email, rollupBilling, customPricing]))
    .digest('hex')
}

/**
 * Checks that nobody has the e-mail: in the mirror, in a create in flight, at Telnyx. Returns ids that had it and are
 * gone. Throws AppError when it is taken, when a create with it has not ended, or when Telnyx cannot be asked.
 */
export async function checkEmail(ctx: Ctx, email: string, id: string, options: CallOptions): Promise<string[]> {
  if (await createUnderWay(ctx.db, email, id)) throw underWay(email)
  // Telnyx may have stored it with other capitals.
  const mirrored = await ctx.db
    .select({ id: accounts.id, missingSince: accounts.missingSince })
    .from(accounts)
    .where(eq(sql`lower(${accounts.email})`, email))
  const listed = await listedWithEmail(ctx, email, options)
  if (listed.length > 0 || mirrored.some(row => row.missingSince === null)) throw taken(email)
  return mirrored.map(row => row.id)
}

/** Runs in the intent's transaction: of two creates with one e-mail, checked at the same time, only one is sent. */
async function claimEmail(tx: Tx, email: string, id: string, before: readonly string[]): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`create ${email}`}, 0))`)
  const [same] = await tx.select({ id: commands.id }).from(commands).where(eq(commands.id, id))
  // The same form, sent again, gets the result of its first sending.
  if (same) return
  if (await createUnderWay(tx, email, id)) throw underWay(email)
  const [created] = await tx
    .select({ id: accounts.id })
    .from(accounts)
    .where(
      and(
        // Creates of this console send the e-mail in lower case.
        eq(accounts.email, email),
        isNull(accounts.missingSince),
        before.length > 0 ? notInArray(accounts.id, [...before]) : undefined,
      ),
    )
    .limit(1)
  if (created) throw taken(email)
}

function underWay(email: string): AppError {
  const message = `An account with ${email} is already being created, and its outcome is not known yet.`
  const hint = 'Wait until the outcome is known before you create it again.'
  return new AppError({ code: 'conflict', message, hint, fields: { email: `${message} ${hint}` } })
}

function taken(email: string): AppError {
  return invalid('Some fields need correction.', {
    email: `${email} already belongs to one of your managed accounts. Use another address.`,
  })
}

/** Ids that Telnyx lists with this e-mail, cancelled accounts included. Throws AppError when Telnyx cannot be asked. */
export async function listedWithEmail(ctx: Ctx, email: string, options: CallOptions): Promise<string[]> {
  const asked = { page: 1, size: 250, emailEq: email, includeCancelled: true, sort: 'created_at' } as const
  const page = await askTelnyx(() => ctx.telnyx.accounts.list(asked, options), 'change')
  // If Telnyx ignored the filter, every account would look like a duplicate.
  return page.rows.filter(row => row.email?.toLowerCase() === email).map(row => row.id)
}

/** Puts a created (or adopted) account into the mirror. Its answer has no status: unknown until a list shows it. */
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
    ...listColumns(answer),
    ...balanceColumns(answer.balance, now),
    observedAt: now,
  }
  await noteBalance(tx, { ...answer, rollupBilling: columns.rollupBilling ?? null }, now)
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
  const { email, organizationName: name, rollupBilling, customPricing } = columns
  return {
    changes: {
      account: [null, answer.id],
      name: [null, name],
      email: [null, email],
      rollupBilling: [null, rollupBilling],
      customPricing: [null, customPricing],
    },
    result: { accountId: answer.id, name, email, hasPassword: record.hasPassword, rollupBilling, customPricing },
  }
}
