import 'server-only'
import { z } from 'zod'
import { recordEvent } from '../audit/record'
import { requestSweep, wakeSweepers } from '../mirror/request'
import { defineCommand } from './define'

/** Requests a sweep, on the instance that sweeps; a running one answers the request too. Does not wait for it. */
export const syncNow = defineCommand({
  action: 'sync.request',
  permission: 'sync.now',
  input: z.object({}),
  run: async ctx => {
    const requestedAt = ctx.now()
    await ctx.db.transaction(async tx => {
      await recordEvent(tx, ctx, { action: 'sync.request', outcome: 'succeeded' })
      await requestSweep(tx, ctx.actor.id, requestedAt)
    })
    wakeSweepers()
    return { requestedAt: requestedAt.toISOString() }
  },
})
