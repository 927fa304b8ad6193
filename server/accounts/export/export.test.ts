import { randomUUID } from 'node:crypto'
import { eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { ExportColumn } from '@/lib/account-columns'
import { exportableColumns, exportColumnsOf, headingsOf, shownColumns } from '@/lib/account-export'
import { type AuditEntry, loadAuditSearch } from '@/lib/audit'
import type { Role } from '@/lib/permissions'
import { listAudit } from '@/server/audit/list'
import { execute } from '@/server/commands/define'
import { freezeSelection } from '@/server/commands/selections/freeze'
import type { Ctx, OperatorActor } from '@/server/context'
import { accounts, commands } from '@/server/platform/db/schema'
import { refusal } from '@/server/testing/accounts'
import { type TestConsole, testConsole } from '@/server/testing/context'
import { readCsv } from '@/server/testing/read-csv'
import { exportAccounts } from './export'

let console_: TestConsole
let manager: Ctx<OperatorActor>

const many = 2_500
const idOf = (index: number) => `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`

beforeAll(async () => {
  console_ = await testConsole({ sandbox: { accounts: 1 } })
  manager = await console_.as('manager')
})
afterAll(() => console_.close())
beforeEach(async () => {
  const { db } = console_.services
  await db.execute(sql`truncate accounts cascade`)
  await db.execute(sql`
    insert into accounts (id, organization_name, email, status, status_source, status_observed_at, first_seen_at, observed_at)
    select ('00000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid, 'Account ' || lpad(n::text, 5, '0'), n || '@example.test',
      'enabled', 'sweep', now(), now(), now()
    from generate_series(0, ${many - 1}::int) n`)
})

type Row = typeof accounts.$inferInsert

/** Another account, as a sweep adds one. */
async function arrive(index: number): Promise<void> {
  const now = console_.services.now()
  await console_.services.db.insert(accounts).values({
    id: idOf(index),
    organizationName: `Account ${index}`,
    status: 'enabled',
    statusSource: 'sweep',
    statusObservedAt: now,
    firstSeenAt: now,
    observedAt: now,
  })
}

const change = (index: number, set: Partial<Row>) =>
  console_.services.db
    .update(accounts)
    .set(set)
    .where(eq(accounts.id, idOf(index)))

async function freeze(search: string, ctx = manager) {
  const answer = await execute(freezeSelection, ctx, { search })
  if (!('count' in answer)) throw new Error('still under way')
  return answer
}

const lastEntry = async (ctx = manager): Promise<AuditEntry | undefined> =>
  (await listAudit(ctx, { ...loadAuditSearch({}), action: ['accounts.export'] })).rows[0]

async function exported(search: string, columns: ExportColumn[], ctx = manager): Promise<string[][]> {
  const { id } = await freeze(search, ctx)
  return readCsv(await (await exportAccounts(ctx, { selection: id, columns })).text())
}

describe('an exported file', () => {
  it('has exactly the frozen accounts, in their order, while accounts change', async () => {
    const frozen = await freeze('?sort=-name')
    const response = await exportAccounts(manager, { selection: frozen.id, columns: ['id', 'name'] })
    const reader = response.body?.getReader()
    const decoder = new TextDecoder()
    let text = ''
    for (let chunk = 0; ; chunk += 1) {
      const part = await reader?.read()
      if (!part || part.done) break
      text += decoder.decode(part.value, { stream: true })
      await arrive(many + chunk)
      await change(many - 1 - chunk, { status: 'cancelled' })
    }
    const [header, ...rows] = readCsv(text)
    expect(header).toEqual(['Account id', 'Name'])
    expect(rows).toHaveLength(frozen.count)
    expect(rows.map(([id]) => id)).toEqual(Array.from({ length: many }, (_, index) => idOf(many - 1 - index)))
  })

  it('has a name with the date and time', async () => {
    const { id } = await freeze('?q=00001')
    const response = await exportAccounts(manager, { selection: id, columns: ['name'] })
    expect(response.headers.get('content-disposition')).toMatch(
      /^attachment; filename="managed-accounts-\d{4}-\d\d-\d\d-\d{4}\.csv"$/,
    )
    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8; header=present')
    const bytes = new Uint8Array(await response.arrayBuffer())
    expect([...bytes.slice(0, 3)]).toEqual([0xef, 0xbb, 0xbf])
  })

  it('has the words of the screen, numbers that can be added up, and instants in UTC', async () => {
    await change(1, {
      organizationName: '=cmd, "x"\r\ny',
      status: 'disabled',
      rollupBilling: false,
      customPricing: null,
      channelLimit: 0,
      channelLimitObservedAt: new Date('2026-01-02T03:04:05.000Z'),
      availableCredit: '-12.50',
      currency: 'EUR',
      balanceObservedAt: new Date('2026-03-01T10:00:00.000Z'),
      createdAt: new Date('2025-12-31T23:59:59.000Z'),
      disabledAt: new Date('2026-02-03T04:05:06.000Z'),
      disabledBy: 'Ana',
      disabledReason: 'unpaid',
    })
    const columns: ExportColumn[] = [
      'status',
      'name',
      'rollup',
      'pricing',
      'channels',
      'credit',
      'created',
      'updated',
      'disabled',
      'disabledBy',
      'reason',
    ]
    expect(await exported('?status=disabled', columns)).toEqual([
      [
        'Status',
        'Name',
        'Rollup billing',
        'Custom pricing',
        'Channel limit',
        'Channel limit as of',
        'Available credit',
        'Currency',
        'Balance of',
        'Balance as of',
        'Created',
        'Updated',
        'Disabled since',
        'Disabled by',
        'Disable reason',
      ],
      [
        'Disabled',
        `'=cmd, "x"\r\ny`,
        'Own balance',
        'Unknown',
        '0',
        '2026-01-02T03:04:05.000Z',
        '-12.50',
        'EUR',
        'This account',
        '2026-03-01T10:00:00.000Z',
        '2025-12-31T23:59:59.000Z',
        '',
        '2026-02-03T04:05:06.000Z',
        'Ana',
        'Unpaid balance',
      ],
    ])
  })

  it('has the ticket of a disable while the account is disabled', async () => {
    const { db, now } = console_.services
    await db.insert(commands).values({
      id: randomUUID(),
      action: 'account.disable',
      targetKind: 'account',
      targetId: idOf(1),
      state: 'succeeded',
      input: { ticket: 'ZD-48213' },
      actorId: manager.actor.id,
      actorName: manager.actor.name,
      sentAt: now(),
    })
    const [, line] = await exported('?q=00001', ['ticket'])
    expect(line).toEqual([''])
    await change(1, { status: 'disabled', disabledAt: now() })
    const [, disabled] = await exported('?q=00001', ['ticket'])
    expect(disabled).toEqual(['ZD-48213'])
  })

  it('names the owner of the balance of a rollup account', async () => {
    await change(1, { rollupBilling: true, availableCredit: '900', currency: 'USD', status: 'blocked' })
    const [, line] = await exported('?status=blocked', ['credit'])
    expect(line).toEqual(['900', 'USD', 'Manager account (shared)', ''])
    await change(1, { rollupBilling: null })
    const [, untold] = await exported('?status=blocked', ['credit'])
    expect(untold).toEqual(['900', 'USD', 'Unknown', ''])
  })

  it('always has the account id, and names the owner beside each balance', () => {
    expect(headingsOf(exportColumnsOf('name,status'))).toBe('Name, Status, Account id')
    expect(exportColumnsOf('id,name')).toEqual(['id', 'name'])
    expect(headingsOf(exportColumnsOf('balance'))).toBe(
      'Balance, Credit limit, Available credit, Currency, Balance of, Balance as of, Account id',
    )
    expect(shownColumns('finance', ['name', 'credit', 'actions'])).toEqual(['name', 'credit', 'id'])
  })

  it.each(['owner', 'finance', 'support'] as const)('has every column that %s may export', async role => {
    const ctx = await console_.as(role)
    const columns = exportableColumns(role)
    expect(columns.includes('credit')).toBe(role !== 'support')
    const [header = [], line = []] = await exported('?q=00007', columns, ctx)
    expect(line).toHaveLength(header.length)
    expect(header.includes('Available credit')).toBe(role !== 'support')
  })
})

describe('a refused export', () => {
  it.each(['credit', 'balance'] as const)('has %s without the permission for it; it is recorded', async column => {
    const support = await console_.as('support')
    const { id } = await freeze('', support)
    const problem = await refusal(exportAccounts(support, { selection: id, columns: ['name', column] }))
    expect(problem.code).toBe('forbidden')
    const denied = await listAudit(support, { ...loadAuditSearch({}), action: ['access.denied'] })
    expect(denied.rows[0]).toMatchObject({ detail: { permission: 'accounts.balances' } })
    expect(await lastEntry(support)).toBeUndefined()
  })

  it('is of another operator’s selection', async () => {
    const { id } = await freeze('')
    const colleague = await console_.as('owner' satisfies Role)
    expect(await refusal(exportAccounts(colleague, { selection: id, columns: ['name'] }))).toMatchObject({
      code: 'not_found',
    })
  })

  it('has unknown columns, or none', () => {
    expect(exportColumnsOf('name,email,name')).toEqual(['name', 'email', 'id'])
    expect(() => exportColumnsOf('name,apiUser')).toThrow('There is no column “apiUser”.')
    expect(() => exportColumnsOf(',')).toThrow('Choose at least one column.')
  })
})

describe('the audit of an export', () => {
  it('has operator, accounts, number and columns, before the first row and after the last', async () => {
    const { id } = await freeze('?q=account&status=enabled')
    const response = await exportAccounts(manager, { selection: id, columns: ['name', 'credit'] })
    expect(await lastEntry()).toMatchObject({
      actorName: manager.actor.name,
      outcome: null,
      targetLabel: expect.stringMatching(/^managed-accounts-.*\.csv$/),
      detail: {
        scope: 'All matching: Search: account · Status: Enabled',
        rows: many,
        columns: ['Name', 'Available credit', 'Currency', 'Balance of', 'Balance as of'],
      },
    })
    await response.text()
    expect(await lastEntry()).toMatchObject({ outcome: 'succeeded', problem: null })
  })

  it('distinguishes ticked accounts from all matching ones', async () => {
    await exported('', ['id'])
    expect(await lastEntry()).toMatchObject({ detail: { scope: 'All accounts' } })
    const frozen = await execute(freezeSelection, manager, { ids: [idOf(3)] })
    if (!('id' in frozen)) throw new Error('still under way')
    await (await exportAccounts(manager, { selection: frozen.id, columns: ['id'] })).text()
    expect(await lastEntry()).toMatchObject({ detail: { scope: 'Selected accounts', rows: 1 } })
  })

  it.each([0, 2])('records an interrupted download that ends after %i chunks', async chunks => {
    const { id } = await freeze('')
    const response = await exportAccounts(manager, { selection: id, columns: ['id'] })
    const reader = response.body?.getReader()
    for (let chunk = 0; chunk < chunks; chunk += 1) await reader?.read()
    await reader?.cancel()
    expect(await lastEntry()).toMatchObject({
      outcome: 'failed',
      problem: { message: `The download was interrupted after ${chunks === 0 ? '0' : '250'} of 2,500 rows.` },
    })
  })

  it('records an error, and the connection is broken when rows cannot be read', async () => {
    const { id } = await freeze('')
    const response = await exportAccounts(manager, { selection: id, columns: ['id'] })
    const reader = response.body?.getReader()
    await reader?.read()
    await reader?.read()
    await console_.services.db.delete(accounts).where(eq(accounts.id, idOf(300)))
    await expect(reader?.read()).rejects.toThrow()
    expect(await lastEntry()).toMatchObject({
      outcome: 'failed',
      problem: { code: 'internal', message: 'The download was interrupted after 250 of 2,500 rows.' },
    })
  })

  it('records a failure when an account is missing, and the connection is broken', async () => {
    const { id } = await freeze('')
    await console_.services.db.delete(accounts).where(eq(accounts.id, idOf(1_700)))
    const response = await exportAccounts(manager, { selection: id, columns: ['id'] })
    await expect(response.text()).rejects.toThrow('accounts of a selection are not in the mirror')
    expect(await lastEntry()).toMatchObject({ outcome: 'failed' })
  })

  it('records the end when the request was cancelled', async () => {
    const { id } = await freeze('')
    const given = new AbortController()
    const response = await exportAccounts(manager, { selection: id, columns: ['id'], signal: given.signal })
    const reader = response.body?.getReader()
    await reader?.read()
    given.abort()
    await expect(reader?.read()).rejects.toThrow('the stream was abandoned')
    await expect.poll(async () => (await lastEntry())?.outcome).toBe('failed')
  })

  it('closes exports that a stopped process left open, at the next export', async () => {
    const { id } = await freeze('')
    await exportAccounts(manager, { selection: id, columns: ['id'] })
    const left = (await lastEntry())?.commandId
    console_.clock.forward(2 * 3_600 + 1)
    const finance = await console_.as('finance')
    await exported('?q=00001', ['id'], finance)
    const entries = await listAudit(manager, { ...loadAuditSearch({}), action: ['accounts.export'] })
    expect(entries.rows.find(entry => entry.commandId === left)).toMatchObject({
      outcome: 'failed',
      problem: { message: 'The console stopped before the file was complete.' },
    })
  })
})

it('is written in slices, each read only when the reader asks for more', async () => {
  const { id } = await freeze('')
  let queries = 0
  const counted = new Proxy(manager.db, {
    get: (db, name, self) => {
      if (name === 'select') queries += 1
      return Reflect.get(db, name, self)
    },
  })
  const response = await exportAccounts({ ...manager, db: counted }, { selection: id, columns: ['id'] })
  const reader = response.body?.getReader()
  await reader?.read()
  const before = queries
  await console_.services.db.execute(sql`select 1`)
  expect(queries).toBe(before)
  await reader?.read()
  expect(queries).toBe(before + 2)
  await reader?.read()
  expect(queries).toBe(before + 3)
  await reader?.cancel()
})
