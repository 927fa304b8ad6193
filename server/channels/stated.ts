import 'server-only'
import { createHash } from 'node:crypto'
import { sql } from 'drizzle-orm'
import {
  checkLimitsInput,
  type LimitCheck,
  type LimitFinding,
  type LimitLine,
  type LimitsStated,
  readLimit,
  stateLimitsInput,
} from '@/lib/channel-import'
import { conflict } from '@/lib/errors'
import { accountTarget } from '../accounts/target'
import { recordEvents } from '../audit/record'
import { defineCommand } from '../commands/define'
import type { Ctx } from '../context'
import { sentSince } from '../mirror/undecided-limit'
import type { Db, Tx } from '../platform/db/client'
import { accounts } from '../platform/db/schema'

/** Reports what a file would change, without changing anything. */
export const checkLimits = defineCommand({
  action: 'channels.check_limits',
  permission: 'channels.limit',
  input: checkLimitsInput,
  run: async (ctx, { lines, replaceSet }): Promise<LimitCheck> => (await evaluate(ctx.db, lines, replaceSet)).check,
})

/** Stores, as stated, limits that Telnyx does not report: only what was checked. Nothing is sent; each is recorded. */
export const stateLimits = defineCommand({
  action: 'account.limit_stated',
  permission: 'channels.limit',
  input: stateLimitsInput,
  run: (ctx, { lines, replaceSet, digest, file, reason }): Promise<LimitsStated> =>
    ctx.db.transaction(async tx => {
      const { check, changes } = await evaluate(tx, lines, replaceSet)
      if (check.digest !== digest) return { kind: 'changed', check }
      if (changes.length === 0) throw conflict('This file contains no new limits.', 'Correct it and choose it again.')
      await write(tx, ctx, changes)
      await recordEvents(
        tx,
        ctx,
        changes.map(({ account, limit, line }) => ({
          action: 'account.limit_stated',
          target: accountTarget(account),
          reason: reason || null,
          detail: { file, line },
          changes: { channelLimit: [account.channelLimit, limit] },
          outcome: 'succeeded',
        })),
      )
      return { kind: 'stated', changed: changes.length }
    }),
})

type Known = Awaited<ReturnType<typeof named>>[number]
type Change = { account: Known; limit: number; line: number }

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** All problems of the lines, and what the other lines would change. */
async function evaluate(db: Db | Tx, lines: readonly LimitLine[], replaceSet: boolean) {
  const wanted = lines.map(({ account }) => account.trim().toLowerCase())
  const find = finder(await named(db, wanted))
  const findings: LimitFinding[] = []
  const changes: Change[] = []
  const seen = new Map<string, number>()
  let same = 0
  for (const [at, { line, limit: written }] of lines.entries()) {
    const say = (column: LimitFinding['column'], code: LimitFinding['code'], about?: string) =>
      findings.push({ line, column, code, ...(about !== undefined && { about }) })
    const limit = readLimit(written)
    if (limit === null) say('limit', 'no_limit')
    const found = find(wanted[at] ?? '')
    if ('code' in found) {
      say('account', found.code, found.about)
      continue
    }
    const { account } = found
    const twin = seen.get(account.id)
    if (twin !== undefined) say('account', 'twice', String(twin))
    else seen.set(account.id, line)
    if (limit === null || twin !== undefined) continue
    if (account.undecided) say('limit', 'open')
    else if (account.channelLimit === limit) same += 1
    else if (account.channelLimitSource === 'command' && !replaceSet)
      say('limit', 'set_here', String(account.channelLimit))
    else changes.push({ account, limit, line })
  }
  const outcome = [changes.map(({ account, limit }) => [account.id, account.channelLimit, limit]), findings]
  const digest = createHash('sha256').update(JSON.stringify(outcome)).digest('hex')
  const check: LimitCheck = { lines: lines.length, findings, changed: changes.length, same, digest }
  return { check, changes }
}

type Found = { account: Known } | Pick<LimitFinding, 'code' | 'about'>

/** Finds an account by id, or by e-mail where only one account has it. */
function finder(found: readonly Known[]): (who: string) => Found {
  const byName = new Map<string, Known[]>()
  for (const account of found) {
    for (const name of [account.id, account.email?.toLowerCase()]) {
      if (name) byName.set(name, [...(byName.get(name) ?? []), account])
    }
  }
  return who => {
    const matches = byName.get(who) ?? []
    const [account] = matches
    if (!account) return { code: who === '' ? 'no_account' : 'unknown_account' }
    if (matches.length > 1) return { code: 'several', about: String(matches.length) }
    if (account.missingSince) return { code: 'gone', about: 'It is gone from Telnyx.' }
    return account.status === 'cancelled' ? { code: 'gone', about: 'It is cancelled.' } : { account }
  }
}

/** The accounts with one of these ids or e-mails (in lower case). In a transaction they are locked until it ends. */
function named(db: Db | Tx, wanted: readonly string[]) {
  const ids = wanted.filter(one => uuid.test(one))
  const emails = JSON.stringify(wanted.filter(one => one.includes('@')))
  return db
    .select({
      id: accounts.id,
      email: accounts.email,
      organizationName: accounts.organizationName,
      status: accounts.status,
      missingSince: accounts.missingSince,
      channelLimit: accounts.channelLimit,
      channelLimitSource: accounts.channelLimitSource,
      undecided: sql<boolean>`${sentSince}`,
    })
    .from(accounts)
    .where(
      sql`${accounts.id} = any(${`{${ids.join(',')}}`}::uuid[])
        or lower(${accounts.email}) in (select jsonb_array_elements_text(${emails}::jsonb))`,
    )
    .orderBy(accounts.id)
    .for('update', { of: accounts })
}

async function write(tx: Tx, ctx: Ctx, changes: readonly Change[]): Promise<void> {
  const stated = changes.map(({ account, limit }) => ({ id: account.id, limit }))
  await tx.execute(sql`
    update ${accounts} set channel_limit = stated."limit", channel_limit_source = 'stated',
      channel_limit_observed_at = ${ctx.now().toISOString()}::timestamptz
    from jsonb_to_recordset(${JSON.stringify(stated)}::jsonb) as stated(id uuid, "limit" int)
    where ${accounts.id} = stated.id`)
}
