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

// The matrix requests pages as every role and as a stranger (matrix.spec.ts).

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
  // These routes require parameters.
  const wanted: Record<string, string> = {
    '/api/accounts/export': `?selection=${nothing}&columns=name`,
    '/api/audit/export': '?format=csv',
    '/api/billing/as-of': '?day=2020-01-01',
    '/api/billing/as-of/export': '?day=2020-01-01',
    '/api/billing/export': '?view=own',
    '/api/reviews/account': `?id=${account?.id ?? ''}`,
    '/api/jobs/plan': `?selection=${nothing}&change=${encodeURIComponent(tried)}`,
    '/api/organization/report': '?format=json',
    '/api/organization/user': `?id=${user?.id ?? ''}`,
  }
  // There is no such selection, command or job. A visitor with the permission gets 404, and others are refused before
  // that.
  const missing = (path: string) =>
    path === '/api/accounts/export' ||
    /^\/api\/(approvals|commands|jobs)\/.|^\/api\/accounts\/import\/|^\/api\/reviews\/.*\//.test(path)
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

test('a role without the permission gets no balance in any answer', async ({ asSupport: page, sandbox, site }) => {
  const account = sandbox.accounts().find(one => one.status === 'enabled' && !one.rollup_billing)
  const { request } = page.context()
  for (const path of [
    '/api/accounts?size=250',
    '/api/accounts/counts',
    `/api/accounts/${account?.id}`,
    '/api/overview',
    '/api/attention',
    '/api/palette?q=e',
    '/api/channels',
  ]) {
    const text = await (await request.get(`${site.url}${path}`)).text()
    expect(text, path).not.toMatch(/"(availableCredit|balance|creditLimit)":"/)
    expect(text, path).not.toMatch(/"low":\d|"flags":[1-9]/)
  }
})
