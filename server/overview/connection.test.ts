import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { ConnectionState } from '@/lib/connection'
import { bindDatabase, bindManager } from '../mirror/binding'
import { remember } from '../mirror/record'
import { accounts } from '../platform/db/schema'
import { noteUndeclaredProxy } from '../platform/http/undeclared-proxy'
import { createTelnyx } from '../telnyx/client'
import { mirrorAccounts } from '../testing/accounts'
import { type TestConsole, testConsole } from '../testing/context'
import { readConnection } from './connection'

const key = 'KEY0123456789ABCDEF0123456789ABCDEF_abcdefghWXYZ'
let console_: TestConsole
beforeAll(async () => {
  console_ = await testConsole({ sandbox: { key, accounts: 3, rateLimit: { limit: 100, windowSeconds: 60 } } })
  await bindDatabase(console_.services)
})
// A server that was just started.
beforeEach(() => {
  console_.services.telnyx = createTelnyx({ apiKey: key, baseUrl: console_.sandbox.url })
})
afterAll(() => console_.close())

async function read(): Promise<ConnectionState> {
  return readConnection(await console_.as('owner'))
}
const list = () => console_.services.telnyx.accounts.list({ page: 1, size: 1 })

describe('the Telnyx connection', () => {
  it('shows unknown values as unknown', async () => {
    expect(await read()).toMatchObject({
      managerAccountId: null,
      downSince: null,
      lastAnswerAt: null,
      lastFailure: null,
      rate: { limit: null, remaining: null, resetsInMs: null, blockedForMs: null },
      shared: { instances: 1, percent: 100 },
    })
  })

  it('reports that requests come through a proxy that the settings do not name', async () => {
    delete (globalThis as { consoleUndeclaredProxy?: true }).consoleUndeclaredProxy
    expect(await read()).toMatchObject({ undeclaredProxy: false })
    noteUndeclaredProxy(console_.services.log)
    expect(await read()).toMatchObject({ undeclaredProxy: true })
  })

  it('shows the manager account, and only the last four characters of the key', async () => {
    await list()
    await bindManager(console_.services, console_.sandbox.managerAccountId)
    const state = await read()
    expect(state).toMatchObject({
      keyEnd: 'WXYZ',
      baseUrl: console_.sandbox.url,
      managerAccountId: console_.sandbox.managerAccountId,
    })
    expect(JSON.stringify(state)).not.toContain('hWXYZ')
    expect(JSON.stringify(state)).not.toContain(key.slice(0, 8))
  })

  it('shows the limit as Telnyx reported it, and the waiting requests by source', async () => {
    await list()
    const { telnyx } = console_.services
    const { remaining } = telnyx.limiter.snapshot()
    const permits = await Promise.all(
      Array.from({ length: 6 }, () => telnyx.turn({ lane: 'bulk', operation: 'accounts.disable' })),
    )
    const stop = new AbortController()
    const waiting = telnyx.turn({ lane: 'bulk', operation: 'accounts.disable', signal: stop.signal }).catch(() => null)
    const state = await read()
    // Six turns are held: their tokens no longer count as left.
    expect(state.rate).toMatchObject({ limit: 100, remaining: (remaining ?? 0) - 6, blockedForMs: null })
    expect(state.rate.resetsInMs).toBeLessThanOrEqual(state.rate.windowMs ?? 0)
    expect(state.lanes).toEqual({
      click: { waiting: 0, inFlight: 0 },
      bulk: { waiting: 1, inFlight: 6 },
      sync: { waiting: 0, inFlight: 0 },
    })
    expect(Date.now() - Date.parse(state.lastAnswerAt ?? '')).toBeLessThan(20_000)
    stop.abort()
    await waiting
    for (const permit of permits) permit.done({ outcome: 'unused' })
    expect((await read()).lanes.bulk).toEqual({ waiting: 0, inFlight: 0 })
  })

  it('shows how long Telnyx wants no requests', async () => {
    console_.sandbox.setFaults([
      { path: '/managed_accounts', effect: { status: 429, headers: { 'retry-after': '25' } } },
    ])
    await list().catch(() => {})
    const { rate, lastFailure } = await read()
    expect(rate.blockedForMs).toBeGreaterThan(15_000)
    expect(lastFailure).toMatchObject({
      during: 'accounts.list',
      problem: { message: expect.stringMatching(/no more/) },
    })
  })

  it('shows since when Telnyx is down and the last failure, also after it is back', async () => {
    console_.sandbox.setFaults([{ path: '/managed_accounts', times: 6, effect: { status: 503 } }])
    await list().catch(() => {})
    await list().catch(() => {})
    const down = await read()
    expect(Date.now() - Date.parse(down.downSince ?? '')).toBeLessThan(20_000)
    expect(down.lastFailure).toMatchObject({
      during: 'accounts.list',
      problem: { message: expect.stringMatching(/internal error/), requestId: expect.any(String) },
    })
    // The limiter probes five seconds later; a turn waits for that.
    const permit = await console_.services.telnyx.turn({ lane: 'bulk', operation: 'accounts.disable' })
    permit.done({ outcome: 'unused' })
    expect(await read()).toMatchObject({ downSince: null, lastFailure: { during: 'accounts.list' } })
  })

  it('shows the last sweep, the next one, and a newer failure', async () => {
    const at = '2027-01-01T00:00:00.000Z'
    const error = { message: 'Telnyx said no.', hint: 'Wait.', at }
    await remember(console_.services, { asOf: '2026-12-31T23:00:00.000Z', nextAt: at, error })
    expect(await read()).toMatchObject({
      sync: { asOf: '2026-12-31T23:00:00.000Z', nextAt: at, running: false },
      lastFailure: { at, during: 'sync', problem: { message: 'Telnyx said no.', hint: 'Wait.' } },
    })
  })

  it('shows the age of the oldest balance, and how many were read', async () => {
    expect((await read()).balances).toEqual({ oldestAt: null, read: 0, of: 0 })
    await mirrorAccounts(console_, console_.sandbox.accounts())
    const [one, two] = console_.sandbox.accounts()
    for (const [account, at] of [
      [one, '2026-03-01T10:00:00.000Z'],
      [two, '2026-03-01T09:00:00.000Z'],
    ] as const) {
      await console_.services.db
        .update(accounts)
        .set({ balanceObservedAt: new Date(at) })
        .where(eq(accounts.id, account?.id ?? ''))
    }
    expect((await read()).balances).toEqual({ oldestAt: '2026-03-01T09:00:00.000Z', read: 2, of: 3 })
  })
})
