import { readFileSync } from 'node:fs'
import Telnyx from 'telnyx'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { parse } from 'yaml'
import { type Sandbox, startSandbox } from './server'

let sandbox: Sandbox
let client: Telnyx

beforeAll(async () => {
  sandbox = await startSandbox({ accounts: 320, checkContract: true })
  client = new Telnyx({ apiKey: sandbox.key, baseURL: sandbox.url, maxRetries: 0 })
})
afterAll(() => sandbox.close())

const contract: { paths: Record<string, object> } = parse(
  readFileSync(new URL('./contract.yaml', import.meta.url), 'utf8'),
)

/** Every operation of the contract, such as `GET /v2/managed_accounts/:id`. */
const operations = Object.entries(contract.paths).flatMap(([path, methods]) =>
  Object.keys(methods)
    .filter(method => method !== 'parameters')
    .map(method => `${method.toUpperCase()} /v2${path.replace('{id}', ':id')}`),
)

it('performs all operations with the official SDK, every call within the contract', async () => {
  const created = await client.managedAccounts.create({
    business_name: 'Sørensen & Sønner',
    email: 'kontor@sorensen.example',
    password: 'correct horse battery',
    rollup_billing: true,
  })
  const id = created.data?.id ?? ''
  expect((await client.managedAccounts.retrieve(id)).data?.organization_name).toBe('Sørensen & Sønner')
  const priced = await client.managedAccounts.update(id, { managed_account_allow_custom_pricing: true })
  expect(priced.data?.managed_account_allow_custom_pricing).toBe(true)
  await client.managedAccounts.actions.disable(id)
  expect(sandbox.account(id)?.status).toBe('disabled')
  await client.managedAccounts.actions.enable(id, { reenable_all_connections: true })
  expect(sandbox.account(id)).toMatchObject({ status: 'enabled', connections_enabled: true })
  const limited = await client.managedAccounts.updateGlobalChannelLimit(id, { channel_limit: 3 })
  expect(limited.data?.channel_limit).toBe(3)
  const pool = await client.managedAccounts.getAllocatableGlobalOutboundChannels()
  expect(pool.data?.total_global_channels_allocated).toBe(
    sandbox.accounts().reduce((sum, account) => sum + account.channel_limit, 0),
  )
  const found = await client.managedAccounts.list({
    filter: { email: { contains: 'SORENSEN' }, status: { eq: 'enabled' } },
    include_cancelled_accounts: true,
    sort: 'email',
  })
  expect(found.data?.map(account => account.id)).toEqual([id])

  const [user] =
    (await client.organizations.users.list({ include_groups: true, 'filter[email]': 'whitaker' })).data ?? []
  const userId = user?.id ?? ''
  expect((await client.organizations.users.retrieve(userId, { include_groups: true })).data?.email).toBe(user?.email)
  expect((await client.organizations.users.getGroupsReport()).data).toHaveLength(41)
  expect(String(await client.organizations.users.getGroupsReport({ Accept: 'text/csv' }))).toMatch(/^id,email,/)
  await client.organizations.users.actions.remove(userId)
  expect(sandbox.users().some(candidate => candidate.id === userId)).toBe(false)

  const ids = new Set([id, userId])
  const called = sandbox
    .calls()
    .map(call => `${call.method} ${call.path.replace(/[^/]+/g, part => (ids.has(part) ? ':id' : part))}`)
  expect([...new Set(called)].sort()).toEqual([...operations].sort())
  expect(sandbox.violations()).toEqual([])
})

it('walks all pages with the SDK’s own pager', async () => {
  const seen: string[] = []
  for await (const account of client.managedAccounts.list({ 'page[size]': 100, sort: 'created_at' }))
    seen.push(account.id)
  const expected = sandbox.accounts().filter(account => account.status !== 'cancelled')
  expect(seen).toEqual(expected.map(account => account.id))
})

it('answers the SDK’s refusals within the contract too', async () => {
  const taken = sandbox.accounts()[0]?.email ?? ''
  const refusals = [
    client.managedAccounts.create({ business_name: 'Again', email: taken }),
    client.managedAccounts.retrieve('00000000-0000-4000-8000-000000000000'),
    client.managedAccounts.updateGlobalChannelLimit(sandbox.accounts()[0]?.id ?? '', { channel_limit: 1e9 }),
    client.organizations.users.retrieve('nobody'),
  ]
  const statuses = (await Promise.allSettled(refusals)).map(result =>
    result.status === 'rejected' && result.reason instanceof Telnyx.APIError ? result.reason.status : result.status,
  )
  expect(statuses).toEqual([422, 404, 422, 404])
  sandbox.setVariants({ errorBodies: false })
  const stranger = new Telnyx({ apiKey: 'wrong', baseURL: sandbox.url, maxRetries: 0 })
  await expect(stranger.managedAccounts.list()).rejects.toMatchObject({ status: 401 })
  expect(sandbox.violations()).toEqual([])
})
