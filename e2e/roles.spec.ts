import { can, type Permission, type Role, roles } from '../lib/permissions'
import { manifest } from '../server/testing/permission-manifest'
import { expect, test } from './fixtures'

/** Every page and route of the product with the right it asks for; ids filled in. */
function addressesOf(list: Record<string, Permission | 'public'>, accountId: string) {
  return Object.entries(list).flatMap(([place, permission]) => {
    if (permission === 'public') return []
    const path = place.replace(/^GET /, '').replace('[id]', accountId)
    return place.startsWith('POST') ? [] : [{ path, permission }]
  })
}

for (const role of roles) {
  test(`${role}: every page opens or is refused, as the table of permissions says`, async ({
    open,
    sandbox,
    noise,
  }) => {
    noise.allow(/status of 40[34]/)
    const [account] = sandbox.accounts()
    const page = await open(role)
    for (const { path, permission } of addressesOf(manifest.pages, account?.id ?? '')) {
      const answer = await page.goto(path)
      const allowed = can(role, permission)
      // No job has an account's id.
      const found = path.startsWith('/jobs/') ? 404 : 200
      expect(answer?.status(), `${role} at ${path}`).toBe(allowed ? found : 403)
      if (allowed) await expect(page.getByRole('heading', { level: 1 }), path).toBeVisible()
      else await expect(page.getByText('Your role does not open this page'), path).toBeVisible()
    }
  })
}

/** Nothing has this id. */
const nothing = '00000000-0000-4000-8000-000000000000'

/** `found` is what it answers to those who may ask. */
const routeAnswers = (role: Role | null, permission: Permission, found: number) =>
  role === null ? 401 : can(role, permission) ? found : 403

test('every route answers each role and strangers as the table of permissions says', async ({
  open,
  sandbox,
  site,
}) => {
  const [account] = sandbox.accounts()
  const [user] = sandbox.users()
  const tried = JSON.stringify({ kind: 'accounts.enable', parameters: { reason: 'Paid', reenableConnections: false } })
  // These need to be told what is wanted.
  const wanted: Record<string, string> = {
    '/api/accounts/export': `?selection=${nothing}&columns=name`,
    '/api/audit/export': '?format=csv',
    '/api/jobs/plan': `?selection=${nothing}&change=${encodeURIComponent(tried)}`,
    '/api/organization/report': '?format=json',
    '/api/organization/user': `?id=${user?.id ?? ''}`,
  }
  // No such selection, command or job: who may ask is told so, and nobody else learns even that.
  const missing = (path: string) =>
    path === '/api/accounts/export' || /^\/api\/(approvals|commands|jobs)\/.|^\/api\/accounts\/import\//.test(path)
  const addresses = addressesOf(manifest.routes, account?.id ?? '')
  expect(addresses.length).toBeGreaterThan(9)
  for (const role of [...roles, null]) {
    const { request } = (await open(role)).context()
    for (const { path, permission } of addresses) {
      const answer = await request.get(`${site.url}${path}${wanted[path] ?? ''}`)
      expect(answer.status(), `${role} at ${path}: ${await answer.text()}`).toBe(
        routeAnswers(role, permission, missing(path) ? 404 : 200),
      )
      if (path !== '/api/organization/report') expect(answer.headers()['cache-control'], path).toContain('no-store')
    }
  }
})

test('strangers are sent to sign in and led back to where they wanted to go', async ({ stranger, sandbox }) => {
  const [account] = sandbox.accounts()
  for (const { path } of addressesOf(manifest.pages, account?.id ?? '')) {
    await stranger.goto(path)
    const next = path === '/' ? '' : `?next=${encodeURIComponent(path)}`
    await expect(stranger).toHaveURL(`/sign-in${next}`)
  }
})

test('no role that may not see balances gets one, in any answer', async ({ asSupport: page, sandbox, site }) => {
  const account = sandbox.accounts().find(one => one.status === 'enabled' && !one.rollup_billing)
  const { request } = page.context()
  for (const path of [
    '/api/accounts?size=250',
    `/api/accounts/${account?.id}`,
    '/api/overview',
    '/api/attention',
    '/api/channels',
  ]) {
    const text = await (await request.get(`${site.url}${path}`)).text()
    expect(text, path).not.toMatch(/"(availableCredit|balance|creditLimit)":"/)
    expect(text, path).not.toMatch(/"low":\d|"flags":[1-9]/)
  }
})
