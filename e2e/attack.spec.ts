import type { AuditPage } from '../lib/audit'
import { expect } from './fixtures'
import { builtPaths } from './fuzz/handlers'
import { inParallel } from './fuzz/random'
import type { HttpClient } from './http-client'
import { actionOf, csrfOf, form, staged } from './stage'

// What a red team did to this console, again: bounded in number, and each time the class of fault, not only the case.

staged.describe.configure({ mode: 'serial' })

async function onRecord(client: HttpClient, cookie: string, search: string): Promise<AuditPage['rows']> {
  const answer = await client.ask({ path: `/api/audit?size=250&${search}`, headers: { cookie } })
  return (JSON.parse(answer.text) as AuditPage).rows
}

staged('HEAD has no effect: no export begins, nothing is recorded', async ({ stage: { client, enter } }) => {
  const cookie = await enter()
  const files = ['/api/accounts/export', '/api/audit/export?format=csv', '/api/organization/report']
  const newest = async () => (await onRecord(client, cookie, ''))[0]?.id
  const before = await newest()
  for (const path of files) {
    const { status, text } = await client.ask({ method: 'HEAD', path, headers: { cookie } })
    expect([status < 500, text], path).toEqual([true, ''])
  }
  expect(await newest()).toBe(before)
})

/** Ids that look like ids, numbers that are none, text that SQL or a path would take for its own. */
const nonsense = [
  '-'.repeat(36),
  '00000000-0000-0000-0000-00000000000g',
  '0',
  '-1',
  '1e309',
  "' or 1=1 --",
  '\u0000',
  '😀'.repeat(20),
  '$undefined',
  '__proto__',
]

staged('malformed values in an address cause no server error', async ({ stage: { client, enter } }) => {
  const cookie = await enter()
  const names = ['selection', 'id', 'q', 'page', 'before', 'after', 'size', 'sort', 'status', 'from', 'user', 'change']
  const asked = nonsense.flatMap(value => {
    const coded = encodeURIComponent(value)
    const search = names.map(name => `${name}=${coded}`).join('&')
    return builtPaths(coded).routes.map(path => `${path}?${search}`)
  })
  const wrong: string[] = []
  await inParallel(asked, 8, async path => {
    const { status, text } = await client.ask({ path, headers: { cookie } })
    if (status >= 500) wrong.push(`${status} ${path}: ${text.slice(0, 200)}`)
  })
  expect(wrong).toEqual([])
})

staged(
  'a large body without a session is answered as unauthenticated, not as too large',
  async ({ stage: { client, site, enter } }) => {
    const { id, page } = actionOf('checkImport')
    const send = (cookie: string) =>
      client.ask({
        method: 'POST',
        path: page,
        headers: { cookie, origin: site.url, 'next-action': id, 'content-type': 'text/plain;charset=UTF-8' },
        body: JSON.stringify(['x'.repeat(2_900_000)]),
      })
    const answers = await Promise.all(Array.from({ length: 16 }, () => send('next-auth.session-token=forged')))
    for (const { text } of answers) expect(text).toContain('"code":"unauthenticated"')
    // The same body with a session is read, and refused as invalid.
    expect((await send(await enter('manager'))).text).toContain('"code":"invalid"')
  },
)

// Last: nobody signs in from this address in a new browser for a while afterwards.
staged('a stranger’s failures add few rows, lock no operator out and call no other server', async ({ stage }) => {
  const { client, enter, site, sandbox } = stage
  const owner = await enter()
  const { token, cookie } = await csrfOf(client)
  const fail = (way: string, given: Record<string, string>) =>
    client.ask({
      method: 'POST',
      path: `/api/auth/callback/${way}`,
      headers: { cookie, origin: site.url, ...form },
      body: new URLSearchParams({ csrfToken: token, json: 'true', ...given }).toString(),
    })
  const passkey = { ticket: 'x'.repeat(40), credential: '{"id":"x","response":{}}' }
  const answers = await Promise.all([
    ...Array.from({ length: 150 }, () => fail('passkey', passkey)),
    ...Array.from({ length: 50 }, (_, n) => fail('password', { email: `nobody-${n}@demo.test`, password: 'wrong' })),
    ...Array.from({ length: 50 }, () => fail('code', { code: '000000' })),
    ...Array.from({ length: 50 }, () => client.ask({ path: '/api/auth/callback/sso?state=x&code=x' })),
  ])
  expect(answers.filter(answer => answer.status >= 500).map(answer => answer.text)).toEqual([])
  expect(answers.filter(answer => /select |params:|node_modules/i.test(JSON.stringify(answer)))).toEqual([])
  const rows = await onRecord(client, owner, 'action=session.sign_in_failed')
  expect(rows.length).toBeLessThan(10)
  expect(sandbox.calls()).toEqual([])
  // A browser that has been signed in before comes in, whatever strangers do at the same address.
  expect((await client.ask({ path: '/api/accounts', headers: { cookie: owner } })).status).toBe(200)
})
