import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Sandbox, startSandbox } from './server'
import { listedEmails, request } from './test-client'
import { defaultVariants } from './types'

let sandbox: Sandbox

beforeAll(async () => {
  sandbox = await startSandbox({ accounts: 120 })
})
afterAll(() => sandbox.close())
beforeEach(() => sandbox.setVariants(defaultVariants))

const emailsWhere = (wanted: (status: string) => boolean) =>
  sandbox
    .accounts()
    .filter(account => wanted(account.status))
    .map(account => account.email)
    .sort()

describe('pages and sorts', () => {
  it('contain every account that is not cancelled exactly once, by default newest first', async () => {
    const seen: string[] = []
    let pages = 1
    for (let number = 1; number <= pages; number++) {
      const { json } = await request(sandbox, `GET /managed_accounts?page[number]=${number}&page[size]=50`)
      pages = json.meta.total_pages ?? 0
      expect(json.meta).toMatchObject({ page_number: number, page_size: 50, total_pages: 3 })
      seen.push(...json.data.map(account => String(account.id)))
    }
    const expected = sandbox.accounts().filter(account => account.status !== 'cancelled')
    expect(seen).toEqual(expected.map(account => account.id).reverse())
  })

  it('has 20 accounts on a page by default, and none behind the last page', async () => {
    expect((await request(sandbox, 'GET /managed_accounts')).json.data).toHaveLength(20)
    const behind = await request(sandbox, 'GET /managed_accounts?page[number]=99')
    expect(behind.status).toBe(200)
    expect(behind.json.data).toEqual([])
  })

  it('sorts by e-mail and by creation, both ways', async () => {
    const byEmail = await listedEmails(sandbox, 'sort=email')
    expect(byEmail).toEqual([...byEmail].sort())
    expect(await listedEmails(sandbox, 'sort=-email')).toEqual([...byEmail].reverse())
    const oldestFirst = await listedEmails(sandbox, 'sort=created_at')
    expect(await listedEmails(sandbox, 'sort=-created_at')).toEqual(oldestFirst.reverse())
  })

  it('shows a new account last when the oldest come first, several within one millisecond too', async () => {
    const added = Array.from({ length: 5 }, () => sandbox.addAccount({ organization_name: 'Late comer' }).email)
    expect((await listedEmails(sandbox, 'sort=created_at')).slice(-5)).toEqual(added)
    for (const email of added) {
      const account = sandbox.accounts().find(candidate => candidate.email === email)
      if (account) sandbox.removeAccount(account.id)
    }
    expect(await listedEmails(sandbox, 'sort=email')).not.toContain(added[0])
  })

  it('contain no status, balance, channel limit or secret of an account', async () => {
    const { json } = await request(sandbox, 'GET /managed_accounts')
    expect(Object.keys(json.data[0] ?? {}).sort()).toEqual([
      'api_user',
      'created_at',
      'email',
      'id',
      'managed_account_allow_custom_pricing',
      'manager_account_id',
      'organization_name',
      'record_type',
      'rollup_billing',
      'updated_at',
    ])
  })

  it.each([
    'page[size]=251',
    'page[size]=0',
    'page[number]=0',
    'page[number]=two',
    'sort=organization_name',
    'filter[status][eq]=paused',
    'filter[email][contains]=ab',
    'filter[organization_name][contains]=%E5%8C%97',
    'include_cancelled_accounts=yes',
  ])('refuses %s and names the parameter', async query => {
    const { status, json } = await request(sandbox, `GET /managed_accounts?${query}`)
    expect(status).toBe(400)
    expect(json.errors).toMatchObject([{ code: '10015', source: { parameter: query.split('=')[0] } }])
  })
})

describe('filters', () => {
  it('match parts of e-mail and name in any case, or the whole of them', async () => {
    const added = sandbox.addAccount({ organization_name: 'Ærø Færger ApS', email: 'Kontor@Aeroe.example' })
    expect(await listedEmails(sandbox, 'filter[email][contains]=OR@AER')).toEqual([added.email])
    expect(await listedEmails(sandbox, `filter[organization_name][contains]=${encodeURIComponent('færg')}`)).toEqual([
      added.email,
    ])
    expect(
      await listedEmails(sandbox, `filter[organization_name][eq]=${encodeURIComponent('Ærø Færger ApS')}`),
    ).toEqual([added.email])
    expect(await listedEmails(sandbox, 'filter[email][eq]=kontor@aeroe.example')).toEqual([added.email])
    expect(await listedEmails(sandbox, 'filter[email][eq]=kontor@aeroe')).toEqual([])
    sandbox.setVariants({ emailFilterCaseSensitive: true })
    expect(await listedEmails(sandbox, 'filter[email][eq]=kontor@aeroe.example')).toEqual([])
    expect(await listedEmails(sandbox, 'filter[email][eq]=Kontor@Aeroe.example')).toEqual([added.email])
    sandbox.removeAccount(added.id)
  })

  it.each(['enabled', 'disabled', 'blocked'])('filters by the status %s', async status => {
    const listed = await listedEmails(sandbox, `filter[status][eq]=${status}&sort=email`)
    expect(listed).toEqual(emailsWhere(actual => actual === status))
    expect(listed.length).toBeGreaterThan(0)
  })

  it('show cancelled accounts by their status or on request', async () => {
    const cancelled = emailsWhere(status => status === 'cancelled')
    const everything = emailsWhere(() => true)
    const notCancelled = emailsWhere(status => status !== 'cancelled')
    const list = (query: string) => listedEmails(sandbox, `${query}&sort=email`)
    expect(await list('filter[status][eq]=cancelled')).toEqual(cancelled)
    expect(await list('filter[status][eq]=all')).toEqual(notCancelled)
    expect(await list('include_cancelled_accounts=true')).toEqual(everything)
    expect(await list('filter[status][eq]=all&include_cancelled_accounts=true')).toEqual(everything)
    expect(await list('filter[status][eq]=active&include_cancelled_accounts=true')).toEqual(notCancelled)
    sandbox.setVariants({ cancelledNeedsInclude: true })
    expect(await list('filter[status][eq]=cancelled')).toEqual([])
    expect(await list('filter[status][eq]=cancelled&include_cancelled_accounts=true')).toEqual(cancelled)
  })

  it('can let blocked accounts match disabled, or ignore the status filter', async () => {
    sandbox.setVariants({ statusOverlap: true })
    expect(await listedEmails(sandbox, 'filter[status][eq]=disabled&sort=email')).toEqual(
      emailsWhere(status => status === 'disabled' || status === 'blocked'),
    )
    sandbox.setVariants({ statusFilterIgnored: true })
    expect(await listedEmails(sandbox, 'filter[status][eq]=disabled&sort=email')).toEqual(
      emailsWhere(status => status !== 'cancelled'),
    )
  })
})

it('show a change late, while the single account shows it at once', async () => {
  sandbox.setVariants({ listLagMs: 60_000 })
  const account = sandbox.accounts().find(candidate => candidate.status === 'enabled')
  if (!account) throw new Error('no enabled account')
  const query = `filter[email][eq]=${encodeURIComponent(account.email)}&filter[status][eq]=`
  await request(sandbox, `POST /managed_accounts/${account.id}/actions/disable`)
  const added = sandbox.addAccount({ organization_name: 'Not to be seen yet' })
  expect(sandbox.account(account.id)?.status).toBe('disabled')
  expect(await listedEmails(sandbox, `${query}enabled`)).toEqual([account.email])
  expect(await listedEmails(sandbox, `${query}disabled`)).toEqual([])
  expect(await listedEmails(sandbox, 'sort=-created_at')).not.toContain(added.email)
  expect((await request(sandbox, `GET /managed_accounts/${added.id}`)).status).toBe(200)
  sandbox.setVariants({ listLagMs: 0 })
  expect(await listedEmails(sandbox, `${query}disabled`)).toEqual([account.email])
  expect(await listedEmails(sandbox, 'sort=-created_at')).toContain(added.email)
})
