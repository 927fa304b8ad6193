import 'server-only'
import { randomUUID } from 'node:crypto'
import { eq } from 'drizzle-orm'
import { channelLimitInput } from '@/lib/accounts'
import { AppError, conflict } from '@/lib/errors'
import type { ChannelPool } from '@/lib/managed-account'
import { readAccount } from '../accounts/mirror'
import { accountTarget, knownAccount } from '../accounts/target'
import { defineCommand } from '../command'
import type { Ctx } from '../context'
import { accounts } from '../db/schema'
import { runRemote } from '../remote-command'
import { TelnyxError, toProblem } from '../telnyx/error'
import { writePool } from './pool'

export const setChannelLimit = defineCommand({
  action: 'account.channel_limit',
  permission: 'channels.limit',
  input: channelLimitInput,
  run: async (ctx, input) => {
    const account = await knownAccount(ctx, input.accountId)
    if (account.status === 'cancelled') throw conflict('This account is cancelled. It can no longer be changed.')
    guardPool(await freshPool(ctx), account.channelLimit, input.limit)
    return runRemote(ctx, {
      id: randomUUID(),
      action: 'account.channel_limit',
      target: accountTarget(account),
      reason: input.reason || null,
      input: { limit: input.limit },
      supersedes: ['account.channel_limit'],
      fieldOf: { '/channel_limit': 'limit' },
      send: () => ctx.telnyx.accounts.setChannelLimit(account.id, input.limit, { lane: 'click' }),
      write: async (tx, answer) => {
        const before = await readAccount(tx, account.id)
        const limit = answer.channelLimit ?? input.limit
        await tx
          .update(accounts)
          .set({ channelLimit: limit, channelLimitSource: 'command', channelLimitObservedAt: ctx.now() })
          .where(eq(accounts.id, account.id))
        return { changes: { channelLimit: [before?.channelLimit ?? null, limit] }, result: { limit } }
      },
    })
  },
})

async function freshPool(ctx: Ctx): Promise<ChannelPool> {
  try {
    const pool = await ctx.telnyx.accounts.allocatableChannels({ lane: 'click' })
    await writePool(ctx.db, pool, ctx.now())
    return pool
  } catch (error) {
    if (error instanceof TelnyxError) throw new AppError(toProblem(error), { cause: error })
    throw error
  }
}

/**
 * Refuses what certainly does not fit. With a known limit the need is the difference; without one Telnyx already counts some default
 * for this account that nobody can read, so only more than the whole pool is certain, and Telnyx decides about the rest.
 */
export function guardPool(pool: ChannelPool, known: number | null, wanted: number): void {
  if (pool.pool === 0 && pool.allocated === 0) {
    throw conflict(
      'Global outbound channels are not switched on for your manager account.',
      'Ask Telnyx support to turn them on.',
    )
  }
  const free = pool.pool - pool.allocated
  const most = known === null ? pool.pool : known + Math.max(0, free)
  const growing = known === null || wanted > known
  if (growing && wanted > most) {
    throw new AppError({
      code: 'invalid',
      message: 'That is more than the pool has.',
      fields: {
        limit:
          known === null
            ? `The whole pool has ${pool.pool} channels.`
            : `Only ${Math.max(0, free)} of ${pool.pool} channels are free: ${most} is the most this account can have.`,
      },
    })
  }
}
