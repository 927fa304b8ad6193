import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type AccountSortKey, accountSortKeys } from '@/lib/account-columns'
import { type AccountSearch, loadAccountSearch } from '@/lib/account-search'
import type { AccountRow } from '@/lib/accounts'
import { loadBillingSearch } from '@/lib/billing'
import { loadChannelSearch } from '@/lib/channels'
import { listBilling } from '@/server/billing/queries'
import { listChannels } from '@/server/channels/queries'
import { execute } from '@/server/commands/define'
import type { Ctx, OperatorActor } from '@/server/context'
import { accounts, commands } from '@/server/platform/db/schema'
import { mirrorAccounts } from '@/server/testing/accounts'
import { type TestConsole, testConsole } from '@/server/testing/context'
import { addAccountNote } from './commands/notes'
import { countSearch, getAccount, listAccounts } from './queries'

let console_: TestConsole
let manager: Ctx<OperatorActor>
let everything: AccountRow[]

beforeAll(async () => {
  console_ = await testConsole({ sandbox: { accounts: 120 } })
  manager = await console_.as('manager')
  const fleet = console_.sandbox.accounts()
  await mirrorAccounts(console_, fleet)
  // Facts that only some accounts have: limits, balances, flags that Telnyx left out, a name with characters that are
  // special in SQL.
  for (const [index, account] of fleet.entries()) {
    const set = {
      ...(index % 3 === 0 && { channelLimit: index }),
      ...(index % 4 !== 0 && { availableCredit: account.balance.balance, currency: account.balance.currency }),
      ...(index % 10 === 0 && { rollupBilling: null }),
      ...(index % 15 === 0 && { customPricing: null, organizationName: null }),
      ...(index === 1 && { organizationName: '100%_sure (\\o/) Ltd' }),
      ...(index === 2 && { organizationName: 'ÜBERSEE Handel' }),
    }
    if (Object.keys(set).length > 0) {
      await console_.services.db.update(accounts).set(set).where(eq(accounts.id, account.id))
    }
  }
  everything = (await list({ size: 250 })).rows
})
afterAll(() => console_.close())

async function list(given: Partial<AccountSearch>, ctx = manager) {
  const search = { ...loadAccountSearch({}), ...given }
  return { ...(await listAccounts(ctx, search)), ...(await countSearch(ctx, search)) }
}
const ids = (rows: readonly { id: string }[]) => rows.map(row => row.id)
const sorted = (rows: readonly { id: string }[]) => ids(rows).sort()
const flag = (value: boolean | null) => (value === null ? 'unknown' : value ? 'yes' : 'no')

/** The expected matches, computed in JavaScript. */
function found(row: AccountRow, q: string): boolean {
  // Case and accents do not matter; one or two letters match beginnings of words.
  const wordsOf = (value: string) =>
    value
      .normalize('NFKD')
      .replace(/\p{M}/gu, '')
      .toLocaleLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? []
  const has = [...wordsOf(row.name ?? ''), ...wordsOf(row.email ?? '')]
  const id = row.id.replaceAll('-', '')
  const asked = wordsOf(q)
  const isIn = (word: string) =>
    (/^[0-9a-f]{1,5}$/.test(word) ? id.startsWith(word) : id.includes(word)) ||
    has.some(one => (word.length < 3 ? one.startsWith(word) : one.includes(word)))
  return asked.length > 0 && asked.every(isIn)
}

describe('the list of accounts', () => {
  it('has every account exactly once over all pages', async () => {
    const pages = await Promise.all([1, 2, 3, 4, 5].map(page => list({ page, size: 25 })))
    expect(pages.flatMap(page => ids(page.rows))).toEqual(ids(everything))
    expect(pages.map(page => page.rows.length)).toEqual([25, 25, 25, 25, 20])
    expect(pages[0]).toMatchObject({ rowCount: 120, total: 120, asOf: null, openCreates: [] })
  })

  it('has no rows beyond the last page, and still the total', async () => {
    expect(await list({ page: 9, size: 25 })).toMatchObject({ rows: [], rowCount: 120 })
  })

  it.each([
    'a',
    'be',
    's',
    'co',
    'com',
    'gmbh',
    'example',
    '100%',
    '_',
    '%',
    '(\\o/)',
    'ü',
    'übersee',
    'ÜBERSEE',
    '  tele ',
  ])('finds for %j the same as a search in JavaScript', async q => {
    const page = await list({ q, size: 250 })
    const wanted = everything.filter(row => found(row, q))
    expect(sorted(page.rows)).toEqual(sorted(wanted))
    expect(page.rowCount).toBe(wanted.length)
  })

  it('finds an account by any part of its id', async () => {
    const [row] = everything
    const q = row?.id.slice(9, 18) ?? ''
    expect(ids((await list({ q })).rows)).toContain(row?.id)
  })

  it('filters by status, rollup and pricing together, and counts each facet without its own choice', async () => {
    const search = {
      status: ['enabled', 'disabled'],
      rollup: ['yes', 'unknown'],
      pricing: ['no'],
    } satisfies Partial<AccountSearch>
    const page = await list({ ...search, size: 250 })
    const byStatus = (row: AccountRow) => search.status.some(one => one === row.status)
    const byRollup = (row: AccountRow) => search.rollup.some(one => one === flag(row.rollupBilling))
    const byPricing = (row: AccountRow) => search.pricing.some(one => one === flag(row.customPricing))
    const wanted = everything.filter(row => byStatus(row) && byRollup(row) && byPricing(row))
    expect(wanted.length).toBeGreaterThan(3)
    expect(sorted(page.rows)).toEqual(sorted(wanted))
    const counted = (rows: AccountRow[], value: (row: AccountRow) => string) => {
      const counts = new Map<string, number>()
      for (const row of rows) counts.set(value(row), (counts.get(value(row)) ?? 0) + 1)
      return Object.fromEntries(counts)
    }
    const given = (facet: { value: string; count: number }[]) =>
      Object.fromEntries(facet.map(one => [one.value, one.count]))
    expect(given(page.facets.status)).toEqual(
      counted(
        everything.filter(row => byRollup(row) && byPricing(row)),
        row => row.status,
      ),
    )
    expect(given(page.facets.rollup)).toEqual(
      counted(
        everything.filter(row => byStatus(row) && byPricing(row)),
        row => flag(row.rollupBilling),
      ),
    )
    expect(given(page.facets.pricing)).toEqual(
      counted(
        everything.filter(row => byStatus(row) && byRollup(row)),
        row => flag(row.customPricing),
      ),
    )
    expect(page.total).toBe(120)
  })
})

describe('sorting', () => {
  const statuses = ['enabled', 'disabled', 'blocked', 'cancelled', 'unknown']
  const collator = new Intl.Collator('und')
  /** What the rows are sorted by. */
  const sortedBy: Record<AccountSortKey, (row: AccountRow) => string | number | null> = {
    name: row => row.name,
    email: row => row.email,
    id: row => row.id,
    status: row => statuses.indexOf(row.status),
    rollup: row => (row.rollupBilling === null ? null : Number(row.rollupBilling)),
    pricing: row => (row.customPricing === null ? null : Number(row.customPricing)),
    channels: row => row.channelLimit,
    currency: row => row.currency,
    // A rollup account shows its manager's balance, not its own.
    credit: row => (row.rollupBilling === false && row.availableCredit !== null ? Number(row.availableCredit) : null),
    balance: row => (row.rollupBilling === false && row.balance !== null ? Number(row.balance) : null),
    created: row => row.createdAt,
    updated: row => row.updatedAt,
    disabled: row => row.disabledAt,
    review: row => row.reviewOn,
  }
  const compare = (a: string | number | null, b: string | number | null) =>
    typeof a === 'number' && typeof b === 'number' ? a - b : collator.compare(String(a), String(b))

  it.each(accountSortKeys.flatMap(key => [[key, 1] as const, [key, -1] as const]))(
    'by %s (%i): in order, unknown values last',
    async (key, direction) => {
      const { rows } = await list({ sort: [{ key, descending: direction === -1 }], size: 250 })
      expect(sorted(rows)).toEqual(sorted(everything))
      const firstGap = rows.findIndex(row => sortedBy[key](row) === null)
      const known = firstGap === -1 ? rows : rows.slice(0, firstGap)
      expect(rows.slice(known.length).every(row => sortedBy[key](row) === null)).toBe(true)
      for (const [index, row] of known.entries()) {
        const before = known[index - 1]
        // Amounts of different currencies do not compare.
        const isAmount = key === 'credit' || key === 'balance'
        if (!before || (isAmount && before.currency !== row.currency)) continue
        const order = compare(sortedBy[key](before), sortedBy[key](row)) * direction
        expect(order <= 0, `${String(sortedBy[key](before))} before ${String(sortedBy[key](row))}`).toBe(true)
        if (order === 0 && !isAmount) expect(before.id < row.id).toBe(direction === 1)
      }
    },
  )

  it('keeps currencies together when sorted by credit', async () => {
    const { rows } = await list({ sort: [{ key: 'credit', descending: true }], size: 250 })
    const currencies = rows.flatMap(row => (row.rollupBilling === false && row.currency) || [])
    const blocks = currencies.filter((currency, index) => currency !== currencies[index - 1])
    expect(blocks).toEqual([...new Set(currencies)])
    expect(blocks.length).toBeGreaterThan(1)
  })
})

describe('the balance of a rollup account', () => {
  it('matches no range of credit, and sorts after the accounts’ own in either direction', async () => {
    const shared = everything.filter(row => row.rollupBilling !== false && row.availableCredit !== null)
    expect(shared.length).toBeGreaterThan(10)
    const inRange = (await list({ creditMin: -1e9, creditMax: 1e9, size: 250 })).rows
    expect(sorted(inRange)).toEqual(
      sorted(everything.filter(row => row.rollupBilling === false && row.availableCredit !== null)),
    )
    for (const descending of [true, false]) {
      const { rows } = await list({ sort: [{ key: 'credit', descending }], size: 250 })
      const firstShared = rows.findIndex(row => row.rollupBilling !== false)
      expect(rows.slice(firstShared).every(row => row.rollupBilling !== false)).toBe(true)
    }
  })
})

describe('a search that finds a note', () => {
  const write = async (row: AccountRow | undefined, text: string) => {
    await execute(addAccountNote, manager, { accountId: row?.id ?? '', text })
    return row?.id
  }
  const hitsOf = async (q: string) =>
    Object.fromEntries((await list({ q, size: 250 })).rows.flatMap(row => (row.hit ? [[row.id, row.hit]] : [])))

  it('shows the matching words of the note, as they are written', async () => {
    const [, one, two] = everything
    const first = await write(one, 'Called on Monday.\nAsks for Késtrel lines and a second trunk in Graz.')
    expect(await hitsOf('kestrel')).toEqual({
      [first ?? '']: { in: 'note', before: '…Asks for ', hit: 'Késtrel', after: ' lines and a second trunk in Graz.' },
    })
    const second = await write(two, `${'x'.repeat(300)} zq${'y'.repeat(300)}`)
    expect(await hitsOf('zq')).toEqual({
      [second ?? '']: { in: 'note', before: `…${'x'.repeat(9)} `, hit: 'zq', after: `${'y'.repeat(120)}…` },
    })
  })

  it('finds the same accounts on every screen, with the same match shown', async () => {
    for (const q of ['kestrel', 'trunk graz', 'uebersee', 'handel über', '100% sure']) {
      const found = (await list({ q, size: 250 })).rows.map(row => [row.id, row.hit]).sort()
      expect(found.length, q).toBeGreaterThan(0)
      const billing = ['rollup', 'own'].map(view => listBilling(manager, loadBillingSearch({ q, view })))
      const billed = (await Promise.all(billing)).flatMap(({ rows }) => rows)
      const { rows } = await listChannels(manager, loadChannelSearch({ q }))
      for (const same of [billed, rows]) expect(same.map(row => [row.id, row.hit]).sort(), q).toEqual(found)
    }
  })

  it('shows no match when the name, the e-mail or the id already has it', async () => {
    const row = everything.find(one => (one.name?.length ?? 0) > 5)
    const id = (await write(row, `${row?.name} ${row?.id} ${row?.email}`)) ?? ''
    for (const q of [row?.name, row?.id, row?.email]) {
      const { rows } = await list({ q: q ?? '', size: 250 })
      expect(rows.find(one => one.id === id)).toMatchObject({ id })
      expect(rows.find(one => one.id === id)?.hit).toBeUndefined()
    }
    expect(await hitsOf('')).toEqual({})
  })
})

describe('the permission to see balances', () => {
  it('is required to see balances and to sort by them', async () => {
    const finance = await list({ size: 250 }, await console_.as('finance'))
    expect(finance.rows.filter(row => row.availableCredit !== null).length).toBeGreaterThan(50)
    const support = await console_.as('support')
    const { rows } = await list({ size: 250, sort: [{ key: 'credit', descending: true }] }, support)
    expect(
      rows.every(row => row.availableCredit === null && row.currency === null && row.balanceObservedAt === null),
    ).toBe(true)
    expect(ids(rows)).toEqual(
      ids((await list({ size: 250, sort: [{ key: 'name', descending: false }] }, support)).rows),
    )
  })

  it('reveals nothing about an unknown id, which is not_found', async () => {
    await expect(getAccount(manager, '00000000-0000-4000-8000-000000000000')).rejects.toMatchObject({
      problem: { code: 'not_found' },
    })
  })
})

describe('an account with an open command', () => {
  it('is marked in the list and on its page, and no other account is', async () => {
    const [row] = everything
    if (!row) throw new Error('no account')
    const command = {
      id: '11111111-1111-4111-8111-111111111111',
      action: 'account.disable',
      targetKind: 'account' as const,
      targetId: row.id,
      state: 'in_flight' as const,
      input: {},
      actorId: manager.actor.id,
      actorName: manager.actor.name,
      sentAt: new Date('2026-05-01T10:00:00.250Z'),
    }
    const pending = { id: command.id, action: command.action, sentAt: '2026-05-01T10:00:00.250Z', dueAt: null }
    await manager.db.insert(commands).values(command)
    const rows = (await list({ size: 250 })).rows.filter(one => one.pending !== null)
    expect(rows.map(one => [one.id, one.pending])).toEqual([[row.id, { ...pending, state: 'in_flight' }]])
    await manager.db.update(commands).set({ state: 'unknown' })
    expect((await getAccount(manager, row.id)).pending).toEqual({ ...pending, state: 'unknown' })
    await manager.db.update(commands).set({ state: 'succeeded' })
    expect((await getAccount(manager, row.id)).pending).toBeNull()
    await manager.db.delete(commands)
  })
})

describe('an address', () => {
  it.each([
    [
      { sort: 'nonsense', page: '-3', size: '7', status: 'enabled,evil' },
      { sort: [{ key: 'name', descending: false }], page: 1, size: 50, status: ['enabled'] },
    ],
    [{ q: 'x'.repeat(500) }, { q: 'x'.repeat(200) }],
    [{ page: '99999999999' }, { page: 100_000 }],
    [
      { channelsMin: '-99999999999', channelsMax: '99999999999' },
      { channelsMin: -2_147_483_647, channelsMax: 2_147_483_647 },
    ],
    [
      { creditMin: '-1e300', creditMax: '1e-300' },
      { creditMin: -1e300, creditMax: 1e-300 },
    ],
    [{ q: '\ud800 \u0000 %_\\ <%' }, { size: 50 }],
  ])('%j becomes a valid search', async (address, search) => {
    const loaded = loadAccountSearch(address)
    expect(loaded).toMatchObject(search)
    await expect(list(loaded)).resolves.toMatchObject({ total: 120 })
  })
})
