import { isNotNull } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { Services } from '../context'
import { accounts, syncRuns } from '../platform/db/schema'
import type { Fault } from '../sandbox/server'
import { createTelnyx } from '../telnyx/client'
import { syncState } from './state'
import { sweep } from './sweep'
import { type Fixture, firstOf, syncFixture } from './testing/fixture'
import { type ListAnswer, tamperingProxy } from './testing/tampering'

let base: Awaited<ReturnType<typeof syncFixture>>
const proxies: { close(): Promise<void> }[] = []
beforeAll(async () => {
  base = await syncFixture()
})
afterEach(async () => {
  for (const proxy of proxies.splice(0)) await proxy.close()
  await base.closeSandboxes()
})
afterAll(() => base.close())

async function rows({ services }: Fixture) {
  return services.db.select().from(accounts).orderBy(accounts.id)
}

async function missing({ services }: Fixture) {
  const found = await services.db.select({ id: accounts.id }).from(accounts).where(isNotNull(accounts.missingSince))
  return found.map(row => row.id).sort()
}

/** The same console with a Telnyx whose lists are rewritten on the way. */
async function tampered(t: Fixture, rewrite: Parameters<typeof tamperingProxy>[1]): Promise<Services> {
  const proxy = await tamperingProxy(t.sandbox.origin, rewrite)
  proxies.push(proxy)
  return { ...t.services, telnyx: createTelnyx({ apiKey: t.sandbox.key, baseUrl: proxy.baseUrl }) }
}

/** A list that is shorter than before and does not contradict itself. */
function onlyFirst(n: number) {
  return ({ data, meta }: ListAnswer): ListAnswer => ({
    data: data.slice(0, n),
    meta: meta && { ...meta, total_pages: 1, total_results: Math.min(n, data.length) },
  })
}

test('an account that left Telnyx is marked as gone after its own 404, and unmarked when it is back', async () => {
  const t = await base.fresh()
  await sweep(t.services, 'start')
  const gone = firstOf(t.sandbox.accounts(), ({ status }) => status === 'enabled')
  t.sandbox.removeAccount(gone.id)
  t.sandbox.clearCalls()
  t.clock.forward(60)
  expect(await sweep(t.services, 'interval', { everything: false })).toMatchObject({ state: 'succeeded', changed: 1 })
  expect(await t.row(gone.id)).toMatchObject({ missingSince: t.clock.now, status: 'enabled', email: gone.email })
  expect(t.sandbox.calls().filter(call => call.status === 404)).toHaveLength(1)
  expect((await syncState(t.services)).accounts).toBe(t.sandbox.accounts().length)

  t.sandbox.clearCalls()
  await sweep(t.services, 'interval')
  expect(t.sandbox.calls().filter(call => call.path.endsWith(gone.id))).toEqual([])
  t.sandbox.addAccount(gone)
  await sweep(t.services, 'interval')
  expect(await t.row(gone.id)).toMatchObject({ missingSince: null, status: 'enabled' })
})

test('an account that no list shows is not marked without a 404', async () => {
  const t = await base.fresh()
  await sweep(t.services, 'start')
  const gone = firstOf(t.sandbox.accounts())
  t.sandbox.removeAccount(gone.id)
  t.sandbox.setFaults([{ path: `/managed_accounts/${gone.id}`, times: 'always', effect: { status: 500 } }])
  await sweep(t.services, 'interval')
  expect(await t.row(gone.id)).toMatchObject({ missingSince: null, status: gone.status })
  t.sandbox.clearFaults()
  await sweep(t.services, 'interval')
  expect(await missing(t)).toEqual([gone.id])
})

test('an account that Telnyx refuses to show does not keep the others from being checked', async () => {
  const t = await base.fresh()
  await sweep(t.services, 'start')
  const [refused, gone] = t.sandbox.accounts().map(({ id }) => id)
  if (!refused || !gone) throw new Error('too few accounts')
  t.clock.forward(60)
  t.sandbox.removeAccount(refused)
  t.sandbox.setFaults([{ path: `/managed_accounts/${refused}`, times: 'always', effect: { status: 403 } }])
  await sweep(t.services, 'interval')
  t.clock.forward(60)
  // Unseen for longer, so the refused one is asked for first.
  t.sandbox.removeAccount(gone)
  await sweep(t.services, 'interval')
  expect(await missing(t)).toEqual([gone])
})

test('an account that no list shows but Telnyx knows keeps its status the first time and is unknown the second time', async () => {
  const t = await base.fresh()
  await sweep(t.services, 'start')
  const { id } = firstOf(t.sandbox.accounts(), ({ status }) => status === 'enabled')
  const hidden = await tampered(t, ({ data, meta }) => ({
    data: data.filter(row => row.id !== id),
    meta: meta && { ...meta, total_results: meta.total_results - (data.some(row => row.id === id) ? 1 : 0) },
  }))
  t.clock.forward(60)
  await sweep(hidden, 'interval', { everything: false })
  expect(await t.row(id)).toMatchObject({ status: 'enabled', statusMatched: [], missingSince: null })
  t.clock.forward(60)
  await sweep(hidden, 'interval', { everything: false })
  expect(await t.row(id)).toMatchObject({ status: 'unknown', missingSince: null, statusObservedAt: t.clock.now })

  // From then on only the list of all accounts is asked about it.
  t.sandbox.clearCalls()
  await sweep(hidden, 'interval', { everything: false })
  expect(t.sandbox.calls().filter(call => call.path.endsWith(id))).toEqual([])
})

test('a new account that only the list of all accounts shows is added with an unknown status', async () => {
  const t = await base.fresh()
  const { id } = firstOf(t.sandbox.accounts(), ({ status }) => status === 'enabled')
  const suspended = await tampered(t, ({ data, meta }, query) => {
    if (query.get('filter[status][eq]') === 'all') return { data, meta }
    const left = data.filter(row => row.id !== id)
    return { data: left, meta: meta && { ...meta, total_results: meta.total_results - (data.length - left.length) } }
  })
  expect(await sweep(suspended, 'start')).toMatchObject({ state: 'succeeded' })
  expect(await t.row(id)).toMatchObject({ status: 'unknown', statusMatched: [] })
})

const broken: { name: string; fault: Omit<Fault, 'times'> }[] = [
  {
    name: 'a status that answers 500',
    fault: { path: '/managed_accounts', query: { 'filter[status][eq]': 'blocked' }, effect: { status: 500 } },
  },
  {
    name: 'a second page that answers 503',
    fault: { path: '/managed_accounts', query: { 'page[number]': '2' }, effect: { status: 503 } },
  },
  {
    name: 'a cut body',
    fault: { path: '/managed_accounts', query: { 'filter[status][eq]': 'disabled' }, effect: { body: 'cut' } },
  },
  { name: 'a page of HTML', fault: { path: '/managed_accounts', effect: { body: 'html' } } },
  { name: 'a reset connection', fault: { path: '/managed_accounts', effect: { reset: 'before' } } },
  { name: 'a refused key', fault: { path: '/managed_accounts', effect: { status: 401, emptyBody: true } } },
]
test.each(broken)('$name marks and changes nothing, and is reported in words', async ({ fault }) => {
  const t = await base.fresh({ accounts: 300 })
  await sweep(t.services, 'start')
  const before = await rows(t)
  const asOf = (await syncState(t.services)).asOf
  t.sandbox.removeAccount(firstOf(t.sandbox.accounts()).id)
  t.sandbox.mutate(firstOf(t.sandbox.accounts()).id, { status: 'cancelled' })
  t.sandbox.setFaults([{ ...fault, times: 'always' }])
  t.clock.forward(60)
  const result = await sweep(t.services, 'interval')
  expect(result).toMatchObject({ state: 'failed', changed: 0 })
  expect(await rows(t)).toEqual(before)
  const state = await syncState(t.services)
  expect(state).toMatchObject({ asOf, running: false })
  expect(state.lastError).toMatchObject({ message: result.problem?.message, at: t.clock.now.toISOString() })
  expect(state.lastError?.message).toMatch(/Telnyx|key/)
  const [run] = await t.services.db.select().from(syncRuns).orderBy(syncRuns.startedAt).offset(1)
  expect(run).toMatchObject({ state: 'failed', error: state.lastError?.message })

  t.sandbox.clearFaults()
  const later = { ...t.services, telnyx: createTelnyx({ apiKey: t.sandbox.key, baseUrl: t.sandbox.url }) }
  expect(await sweep(later, 'interval')).toMatchObject({ state: 'succeeded' })
  expect(await syncState(later)).toMatchObject({ lastError: null, asOf: t.clock.now.toISOString() })
  expect(await missing(t)).toHaveLength(1)
})

test('while Telnyx is down the rows stay, and the error names the cause', async () => {
  const t = await base.fresh()
  await sweep(t.services, 'start')
  const before = await rows(t)
  await t.sandbox.close()
  expect(await sweep(t.services, 'interval')).toMatchObject({ state: 'failed' })
  expect(await rows(t)).toEqual(before)
  expect((await syncState(t.services)).lastError).toMatchObject({ message: 'The connection to Telnyx failed.' })
})

test('while nothing is sent to Telnyx, the error of a sync claims nothing about changes', async () => {
  const t = await base.fresh()
  t.sandbox.setFaults([{ path: '/managed_accounts', times: 'always', effect: { status: 500 } }])
  const state = async () => {
    await sweep(t.services, 'interval')
    return syncState(t.services)
  }
  await state()
  expect((await state()).limiter.breaker).toBe('open')
  const { lastError } = await state()
  expect(lastError?.message).toBe('Telnyx is not answering at the moment.')
  expect(lastError?.hint).toBe('The console tries again automatically.')
})

test('rows missing from a page are not marked as gone, and the rows that arrived are written', async () => {
  const t = await base.fresh()
  await sweep(t.services, 'start')
  const account = firstOf(t.sandbox.accounts(), ({ status }) => status === 'blocked')
  const cut = await tampered(t, ({ data, meta }) => ({ data: data.filter(row => row.id !== account.id), meta }))
  t.sandbox.removeAccount(account.id)
  const renamed = t.sandbox.addAccount({ organization_name: 'Still Arrives Inc' })
  t.sandbox.addAccount({ ...account })
  const result = await sweep(cut, 'interval')
  expect(result.state).toBe('failed')
  expect(result.problem?.message).toMatch(/is incomplete: \d+ of \d+ arrived/)
  expect(await t.row(account.id)).toMatchObject({ missingSince: null, status: 'blocked', statusMatched: ['blocked'] })
  expect(await t.row(renamed.id)).toMatchObject({ status: 'enabled' })
})

test('a truncated status list does not change the status of an account', async () => {
  const t = await base.fresh({ variants: { statusOverlap: true } })
  await sweep(t.services, 'start')
  const { id } = firstOf(t.sandbox.accounts(), ({ status }) => status === 'blocked')
  const cut = await tampered(t, ({ data, meta }, query) =>
    query.get('filter[status][eq]') === 'blocked' ? { data: [], meta } : { data, meta },
  )
  await sweep(cut, 'interval')
  expect(await t.row(id)).toMatchObject({ status: 'blocked', statusMatched: ['disabled', 'blocked'] })
})

test('pages without totals are read to their end and mark no account as gone', async () => {
  const t = await base.fresh({ accounts: 300 })
  const bare = await tampered(t, ({ data }) => ({ data }))
  const result = await sweep(bare, 'start')
  expect(result).toMatchObject({ state: 'failed', changed: 300 })
  expect(result.problem?.message).toContain('does not report its total')
  const known = await t.services.db.select({ id: accounts.id, status: accounts.status }).from(accounts)
  expect(new Map(known.map(row => [row.id, row.status]))).toEqual(
    new Map(t.sandbox.accounts().map(account => [account.id, account.status])),
  )
})

test('a list that shifts while it is read is read again', async () => {
  const t = await base.fresh({ accounts: 300 })
  let moved = false
  const shifting = await tampered(t, (answer, query) => {
    if (!moved && query.get('filter[status][eq]') === 'all') {
      moved = true
      t.sandbox.removeAccount(firstOf(answer.data).id)
    }
    return answer
  })
  expect(await sweep(shifting, 'start')).toMatchObject({ state: 'succeeded' })
  expect(moved).toBe(true)
  const known = await t.services.db.select({ id: accounts.id }).from(accounts)
  expect(new Set(known.map(row => row.id))).toEqual(new Set(t.sandbox.accounts().map(account => account.id)))
})

test('a list that suddenly shrinks marks no account as gone, and no account is read directly', async () => {
  const t = await base.fresh()
  await sweep(t.services, 'start')
  const before = await rows(t)
  const short = await tampered(t, onlyFirst(3))
  t.sandbox.clearCalls()
  const result = await sweep(short, 'interval')
  expect(result.state).toBe('failed')
  expect(result.problem?.message).toMatch(/lists only \d+ of the 40 known accounts/)
  expect(await rows(t)).toEqual(before)
  expect(t.sandbox.calls().filter(call => /accounts\/[0-9a-f]{8}-/.test(call.path))).toEqual([])
})

test('a list that stays short while its accounts still answer is still wrong', async () => {
  const t = await base.fresh({ accounts: 16 })
  await sweep(t.services, 'start')
  const before = await rows(t)
  const short = await tampered(t, onlyFirst(3))
  for (let n = 0; n < 2; n += 1) expect(await sweep(short, 'interval')).toMatchObject({ state: 'failed' })
  expect(await rows(t)).toEqual(before)
})

test('dozens of accounts that are really gone are marked once the list has stayed short', async () => {
  const t = await base.fresh()
  await sweep(t.services, 'start')
  const gone = t.sandbox.accounts().slice(0, 15)
  for (const { id } of gone) t.sandbox.removeAccount(id)
  await sweep(t.services, 'interval')
  expect(await missing(t)).toEqual([])
  await sweep(t.services, 'interval')
  expect(await missing(t)).toEqual(gone.map(({ id }) => id).sort())
  expect(await sweep(t.services, 'interval')).toMatchObject({ state: 'succeeded' })
})

test('an empty list marks nothing, because it may be another manager’s', async () => {
  const t = await base.fresh({ accounts: 8 })
  await sweep(t.services, 'start')
  const before = await rows(t)
  const empty = await tampered(t, onlyFirst(0))
  for (const { id } of t.sandbox.accounts()) t.sandbox.removeAccount(id)
  for (let n = 0; n < 3; n += 1) expect(await sweep(empty, 'interval')).toMatchObject({ state: 'failed' })
  expect(await rows(t)).toEqual(before)
})
