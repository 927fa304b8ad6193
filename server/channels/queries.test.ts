import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type ChannelSearch, loadChannelSearch } from '@/lib/channels'
import type { Ctx, OperatorActor } from '@/server/context'
import { accounts, snapshots } from '@/server/platform/db/schema'
import { type TestConsole, testConsole } from '@/server/testing/context'
import { readCsv } from '@/server/testing/read-csv'
import { writePool } from '../mirror/channel-pool'
import { exportChannels } from './export'
import { listChannels, readPoolAnswer } from './queries'

let console_: TestConsole
let ctx: Ctx<OperatorActor>

beforeAll(async () => {
  console_ = await testConsole({ sandbox: { accounts: 3, channels: 500 } })
  ctx = await console_.as('support')
})
afterAll(() => console_.close())

beforeEach(async () => {
  console_.sandbox.clearFaults()
  console_.clock.forward(3_600)
  await ctx.db.delete(snapshots)
  await ctx.db.delete(accounts)
})

async function add(name: string, limit: number | null, more: Partial<typeof accounts.$inferInsert> = {}) {
  const at = ctx.now()
  await ctx.db.insert(accounts).values({
    id: randomUUID(),
    email: `${name.toLowerCase()}@example.test`,
    organizationName: name,
    status: 'enabled',
    statusSource: 'sweep',
    statusObservedAt: at,
    firstSeenAt: at,
    observedAt: at,
    ...(limit !== null && { channelLimit: limit, channelLimitSource: 'command', channelLimitObservedAt: at }),
    ...more,
  })
}

const names = async (search: Partial<ChannelSearch>) => {
  const page = await listChannels(ctx, { ...loadChannelSearch({}), ...search })
  return page.rows.map(row => row.name)
}

describe('the list', () => {
  beforeEach(async () => {
    await add('Bravo', 5)
    await add('Alpha', null)
    await add('Delta', 0)
    console_.clock.forward(60)
    await add('Charlie', 40)
    await add('Gone', 7, { missingSince: ctx.now() })
  })

  it('sorts by name, limit and time of observation, unknown values last both ways', async () => {
    expect(await names({})).toEqual(['Alpha', 'Bravo', 'Charlie', 'Delta'])
    expect(await names({ sort: 'limit' })).toEqual(['Delta', 'Bravo', 'Charlie', 'Alpha'])
    expect(await names({ sort: '-limit' })).toEqual(['Charlie', 'Bravo', 'Delta', 'Alpha'])
    expect(await names({ sort: '-observed' })).toEqual(['Charlie', 'Bravo', 'Delta', 'Alpha'])
  })

  it('filters by whether the limit is known, and counts each choice', async () => {
    expect(await names({ limit: ['known'] })).toEqual(['Bravo', 'Charlie', 'Delta'])
    expect(await names({ limit: ['zero'] })).toEqual(['Delta'])
    expect(await names({ limit: ['unknown', 'zero'] })).toEqual(['Alpha', 'Delta'])
    const { facets, rowCount } = await listChannels(ctx, { ...loadChannelSearch({}), limit: ['zero'] })
    expect(rowCount).toBe(1)
    expect(facets.limit).toEqual([
      { value: 'known', count: 3 },
      { value: 'zero', count: 1 },
      { value: 'unknown', count: 1 },
    ])
  })

  it('is exported whole, in its order, with its ids and the total of the known limits', async () => {
    const exported = async (search: Partial<ChannelSearch>) => {
      const answer = await exportChannels(ctx, { ...loadChannelSearch({}), ...search })
      const [header = [], ...rows] = readCsv((await answer.text()).replace('\ufeff', ''))
      const idAt = header.indexOf('Account id')
      return rows.map(row => [row[0], row[3], row[4], row[idAt]])
    }
    const known = await ctx.db.select({ name: accounts.organizationName, id: accounts.id }).from(accounts)
    const idOf = (name: string) => known.find(account => account.name === name)?.id
    const at = ctx.now().toISOString()
    const earlier = new Date(ctx.now().getTime() - 60_000).toISOString()
    expect(await exported({ sort: '-limit', size: 2 })).toEqual([
      ['Charlie', '40', at, idOf('Charlie')],
      ['Bravo', '5', earlier, idOf('Bravo')],
      ['Delta', '0', earlier, idOf('Delta')],
      ['Alpha', '', '', idOf('Alpha')],
      ['Total of known limits (3)', '45', '', ''],
    ])
    expect(await exported({ limit: ['zero'] })).toEqual([
      ['Delta', '0', earlier, idOf('Delta')],
      ['Total of known limits (1)', '0', '', ''],
    ])
  })

  it('searches and pages', async () => {
    expect(await names({ q: 'rav' })).toEqual(['Bravo'])
    expect(await names({ size: 3, page: 2 })).toEqual(['Delta'])
  })
})

describe('the pool', () => {
  it('is read from Telnyx when it was never observed, and stored', async () => {
    const answer = await readPoolAnswer(ctx, { fresh: false })
    expect(answer.pool).toMatchObject({ pool: 500, observedAt: ctx.now().toISOString() })
    expect(answer.problem).toBeNull()
    console_.sandbox.clearCalls()
    console_.clock.forward(600)
    expect((await readPoolAnswer(ctx, { fresh: false })).pool).toEqual(answer.pool)
    expect(console_.sandbox.calls()).toEqual([])
  })

  it('adds up the known limits of accounts that can use channels', async () => {
    await add('Alpha', 30)
    await add('Bravo', 12)
    await add('Charlie', null)
    await add('Gone', 100, { missingSince: ctx.now() })
    await add('Cancelled', 100, { status: 'cancelled' })
    expect((await readPoolAnswer(ctx, { fresh: false })).known).toEqual({ sum: 42, accounts: 2, of: 3 })
  })

  it('is read again after a limit was set, also while Telnyx may still show the old figures', async () => {
    await writePool(ctx.db, { pool: 500, allocated: 1 }, ctx.now())
    console_.clock.forward(10)
    await add('Alpha', 30)
    console_.clock.forward(1)
    const first = await readPoolAnswer(ctx, { fresh: false })
    expect(first.pool).toMatchObject({ observedAt: ctx.now().toISOString() })
    console_.clock.forward(10)
    const second = await readPoolAnswer(ctx, { fresh: false })
    expect(second.pool?.observedAt).toBe(ctx.now().toISOString())
    console_.clock.forward(10)
    expect((await readPoolAnswer(ctx, { fresh: false })).pool).toEqual(second.pool)
  })

  it('is read again on request', async () => {
    await writePool(ctx.db, { pool: 500, allocated: 1 }, ctx.now())
    console_.clock.forward(10)
    expect((await readPoolAnswer(ctx, { fresh: true })).pool?.observedAt).toBe(ctx.now().toISOString())
  })

  it('keeps the older figures and gives the reason when Telnyx cannot be reached', async () => {
    await writePool(ctx.db, { pool: 500, allocated: 1 }, ctx.now())
    console_.sandbox.setFaults([
      { path: '/managed_accounts/allocatable_global_outbound_channels', times: 'always', effect: { status: 403 } },
    ])
    const answer = await readPoolAnswer(ctx, { fresh: true })
    expect(answer.pool).toMatchObject({ pool: 500, allocated: 1 })
    expect(answer.problem?.message).toBeTruthy()
  })
})
