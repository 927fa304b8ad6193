import { type SQL, sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { RevealField } from '@/lib/account-inputs'
import type { Role } from '@/lib/permissions'
import { accountTimeline } from '../audit/list'
import { recordIntent } from '../audit/record'
import { execute, Pending } from '../commands/define'
import { recoverInterrupted } from '../commands/settle'
import type { Ctx, OperatorActor } from '../context'
import type { SandboxAccount } from '../sandbox/server'
import { createTelnyx } from '../telnyx/client'
import { startHttp } from '../telnyx/testing/raw-server'
import { accountsInTurn, commandsOf, recordOf, refusal } from '../testing/accounts'
import { type TestConsole, testConsole } from '../testing/context'
import { revealKey } from './commands/reveal'

let test: TestConsole
let nextAccount: () => SandboxAccount
let account: SandboxAccount
let manager: Ctx<OperatorActor>

beforeAll(async () => {
  test = await testConsole()
  nextAccount = await accountsInTurn(test, () => true)
})
afterAll(async () => {
  expect(test.sandbox.violations()).toEqual([])
  await test.close()
})
beforeEach(async () => {
  account = nextAccount()
  manager = await test.as('manager')
})

type Asked = { id?: string; field?: string; reason?: string }

async function reveal(asked: Asked = {}, ctx = manager): Promise<string> {
  const input = { id: account.id, field: 'api_key', reason: 'Their PBX was moved', ...asked }
  const answer = await execute(revealKey, ctx, input)
  if (answer instanceof Pending) throw new Error('a reveal is never left pending')
  return answer.value
}

const outcomes = async () => (await recordOf(test, account.id, 'outcome')).map(row => row.outcome)
const asks = () => test.sandbox.calls().filter(call => call.path === `/v2/managed_accounts/${account.id}`)

/** Both databases answer with `rows`. */
async function read<T>(query: SQL): Promise<T[]> {
  return ((await test.services.db.execute(query)) as { rows: T[] }).rows
}

/** Every row of every table, and everything that was logged. */
async function everythingKept(): Promise<string> {
  const tables = await read<{ name: string }>(sql`
    select format('%I.%I', schemaname, tablename) as name from pg_tables
    where schemaname not in ('pg_catalog', 'information_schema')`)
  const kept = [test.logged.join('\n')]
  for (const { name } of tables) {
    kept.push(JSON.stringify(await read(sql.raw(`select t::text as row from ${name} t`))))
  }
  return kept.join('\n')
}

describe('revealing a key', () => {
  it.each<RevealField>(['api_key', 'api_token'])('returns the requested %s, with one call', async field => {
    expect(await reveal({ field })).toBe(account[field])
    expect(asks()).toHaveLength(1)
  })

  it('is recorded before and after, with operator, reason and field, never with the value', async () => {
    await reveal({ field: 'api_token' })
    const [intent] = await recordOf(test, account.id, 'intent')
    expect(intent).toMatchObject({
      action: 'account.reveal',
      actorId: manager.actor.id,
      targetLabel: account.organization_name,
      reason: 'Their PBX was moved',
      detail: { field: 'API token' },
    })
    const [outcome] = await recordOf(test, account.id, 'outcome')
    expect(outcome).toMatchObject({ outcome: 'succeeded', commandId: intent?.commandId })
    expect(outcome?.telnyxRequestId).toBeTruthy()
    expect((await accountTimeline(manager, account.id))[0]).toMatchObject({
      action: 'account.reveal',
      outcome: 'succeeded',
    })
    expect(await commandsOf(test, account.id)).toEqual([])
  })

  it('leaves the value in no table and in no log line', async () => {
    await reveal()
    await reveal({ field: 'api_token' })
    test.sandbox.setFaults([{ path: '/**', times: 'always', effect: { status: 500 } }])
    await refusal(reveal())
    const kept = await everythingKept()
    expect(kept, 'what is kept was read').toContain('Their PBX was moved')
    for (const secret of [account.api_key, account.api_token]) {
      for (const form of [
        secret,
        Buffer.from(secret).toString('hex'),
        Buffer.from(secret).toString('base64').slice(0, -2),
      ])
        expect(kept.includes(form)).toBe(false)
    }
  })

  it.each<Role>(['support', 'finance'])('is refused to %s and recorded, and nothing is sent to Telnyx', async role => {
    expect(await refusal(reveal({}, await test.as(role)))).toMatchObject({ code: 'forbidden' })
    expect(test.sandbox.calls()).toEqual([])
    expect(await recordOf(test, 'account.reveal', 'event')).toContainEqual(
      expect.objectContaining({ action: 'access.denied', actorRole: role, outcome: 'denied' }),
    )
  })

  it('requires a proof of identity of the last five minutes', async () => {
    const provenAt = new Date(test.clock.now.getTime() - 5 * 60_000)
    const stale = { ...manager, actor: { ...manager.actor, provenAt } }
    expect(await refusal(reveal({}, stale))).toMatchObject({ code: 'confirm_identity' })
    expect(test.sandbox.calls()).toEqual([])
    expect(await recordOf(test, account.id, 'intent')).toEqual([])
  })

  it.each([
    ['field', { field: 'password' }],
    ['field', { field: '__proto__' }],
    ['reason', { reason: ' x ' }],
    ['reason', { reason: 'x'.repeat(501) }],
    ['id', { id: '../managed_accounts' }],
  ])('refuses a bad %s', async (field, bad) => {
    expect(await refusal(reveal(bad))).toMatchObject({ code: 'invalid', fields: { [field]: expect.any(String) } })
    expect(test.sandbox.calls()).toEqual([])
  })

  it('answers not_found for an account that the mirror does not have', async () => {
    const unknown = '00000000-0000-4000-8000-000000000000'
    expect(await refusal(reveal({ id: unknown }))).toMatchObject({ code: 'not_found' })
    expect(test.sandbox.calls()).toEqual([])
  })

  it('is refused and recorded from the twenty-first time within an hour, also in parallel, but not for a colleague', async () => {
    const tried = await Promise.allSettled(Array.from({ length: 24 }, () => reveal()))
    expect(tried.filter(one => one.status === 'fulfilled')).toHaveLength(20)
    expect(asks()).toHaveLength(20)
    expect(await refusal(reveal())).toMatchObject({ code: 'rate_limited', retryAfter: 3_600 })
    const denied = await recordOf(test, account.id, 'event')
    expect(denied.map(row => [row.action, row.outcome])).toEqual(Array(5).fill(['account.reveal', 'denied']))
    expect(await reveal({}, await test.as('owner'))).toBe(account.api_key)
    test.clock.forward(3_601)
    const later = { ...manager, actor: { ...manager.actor, provenAt: test.clock.now } }
    expect(await reveal({}, later)).toBe(account.api_key)
  })

  it.each([
    ['404', { status: 404 }, 'not_found'],
    ['401', { status: 401 }, 'upstream'],
    ['500', { status: 500 }, 'upstream'],
    ['a cut answer', { body: 'cut' }, 'upstream'],
    ['a page of HTML', { body: 'html' }, 'upstream'],
    ['a reset', { reset: 'before' }, 'unavailable'],
  ] as const)('reports and records what Telnyx answered: %s', async (_, effect, code) => {
    test.sandbox.setFaults([{ path: '/**', times: 'always', effect }])
    const problem = await refusal(reveal())
    expect(problem).toMatchObject({ code, hint: expect.any(String) })
    expect(JSON.stringify(problem)).not.toContain(account.api_key)
    expect(await outcomes()).toEqual(['failed'])
  })

  it('ends when Telnyx does not answer', async () => {
    test.sandbox.setFaults([{ path: '/**', times: 'always', effect: { hang: 'before' } }])
    const telnyx = createTelnyx({ apiKey: test.sandbox.key, baseUrl: test.sandbox.url, readDeadlineMs: 300 })
    expect(await refusal(reveal({}, { ...manager, telnyx }))).toMatchObject({
      code: 'upstream',
      message: 'Telnyx did not answer in time.',
    })
    expect(await outcomes()).toEqual(['failed'])
  })

  it.each([
    ['is missing', {}],
    ['is null', { api_key: null }],
    ['is empty', { api_key: '' }],
    ['is no text', { api_key: { value: 'KEY-of-a-test' } }],
    ['has a line end', { api_key: 'KEY-of-a-test\nX-Other: 1' }],
    ['is endless', { api_key: 'K'.repeat(1_001) }],
  ])('reports clearly when the field %s', async (_, fields) => {
    const server = await startHttp((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' })
      response.end(JSON.stringify({ data: { id: account.id, api_token: account.api_token, ...fields } }))
    })
    const telnyx = createTelnyx({ apiKey: test.sandbox.key, baseUrl: server.url })
    const problem = await refusal(reveal({}, { ...manager, telnyx }))
    await server.close()
    expect(problem).toMatchObject({
      code: 'upstream',
      message: 'Telnyx’s answer has no usable API key for this account.',
    })
    expect(await outcomes()).toEqual(['failed'])
  })

  it('never returns the key of another account', async () => {
    const another = test.sandbox.accounts().find(one => one.id !== account.id)?.id
    const server = await startHttp((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' })
      response.end(JSON.stringify({ data: { ...account, id: another } }))
    })
    const telnyx = createTelnyx({ apiKey: test.sandbox.key, baseUrl: server.url })
    expect(await refusal(reveal({}, { ...manager, telnyx }))).toMatchObject({ code: 'upstream' })
    await server.close()
    expect(await outcomes()).toEqual(['failed'])
  })

  it('that ended with its process is recorded once as not shown', async () => {
    const target = { kind: 'account', id: account.id, label: account.organization_name } as const
    const commandId = '11111111-1111-4111-8111-111111111111'
    await test.services.db.transaction(tx =>
      recordIntent(tx, manager, { action: 'account.reveal', commandId, target, reason: 'Interrupted' }),
    )
    await recoverInterrupted(test.services)
    expect(await outcomes(), 'one that may still run is left alone').toEqual([])
    test.clock.forward(100)
    await recoverInterrupted(test.services)
    await recoverInterrupted(test.services, true)
    expect(await outcomes()).toEqual(['failed'])
  })
})
