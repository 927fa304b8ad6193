import { randomInt } from 'node:crypto'
import { demoPassword } from '../lib/operator'
import { roles } from '../lib/permissions'
import { expect, test } from './fixtures'
import { builtActions, builtPaths } from './fuzz/handlers'
import { inParallel } from './fuzz/random'
import { type Answer, type Ask, httpClient, sendRaw } from './http-client'
import { actionOf, csrfOf, form, staged } from './stage'

// Over HTTP and past every browser: what a page of another site, a proxy that reads addresses differently, or a script could send.

test.describe.configure({ mode: 'serial' })

type Cell = { origin: string | null; fetchSite: string | null; host: string | null; extra?: Record<string, string> }

const fetchSites = ['same-origin', 'same-site', 'cross-site', 'none', null]

function cellsOf(ours: string): Cell[] {
  const { hostname, port, host } = new URL(ours)
  const origins = [
    ours,
    'https://evil.example',
    'null',
    null,
    `http://${hostname}:${Number(port) + 1}`,
    `https://${host}`,
    `http://sub.${host}`,
    ours.toUpperCase(),
    `${ours}/`,
    `${ours}, ${ours}`,
    `${ours}.evil.example`,
    'not an address',
  ]
  const table = origins.flatMap(origin =>
    fetchSites.flatMap(fetchSite => [null, 'evil.example'].map(target => ({ origin, fetchSite, host: target }))),
  )
  const modes: Record<string, string>[] = [
    { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' },
    { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' },
    { 'sec-fetch-mode': 'no-cors' },
    { 'sec-fetch-dest': 'image' },
  ]
  return [...table, ...modes.map(extra => ({ origin: ours, fetchSite: 'same-origin', host: null, extra }))]
}

function comesFromUs({ origin, fetchSite, extra }: Cell, ours: string): boolean {
  return origin === ours && (fetchSite === 'same-origin' || fetchSite === null) && !extra
}

function headersOf({ origin, fetchSite, host, extra }: Cell): Record<string, string> {
  return {
    ...(origin !== null && { origin }),
    ...(fetchSite !== null && { 'sec-fetch-site': fetchSite }),
    ...(host !== null && { host }),
    ...extra,
  }
}

staged.describe('[4.6] requests: only our own pages write', () => {
  staged('a server action refuses every other origin, site and host', async ({ stage: { site, client, enter } }) => {
    const cookie = await enter()
    const { id, page } = actionOf('saveView')
    const cells = cellsOf(site.url)
    const saved: string[] = []
    await inParallel([...cells.entries()], 8, async ([index, cell]) => {
      const ours = comesFromUs(cell, site.url)
      const name = `${ours ? 'ours' : 'theirs'} ${index}`
      if (ours) saved.push(name)
      const answer = await client.ask({
        method: 'POST',
        path: page,
        headers: { cookie, 'next-action': id, 'content-type': 'text/plain;charset=UTF-8', ...headersOf(cell) },
        body: JSON.stringify([{ name, search: '', look: {}, shared: false }]),
      })
      expect(answer.text.includes('"ok":true'), JSON.stringify(cell)).toBe(ours)
      if (!ours) expect([403, 303], JSON.stringify(cell)).toContain(answer.status)
    })
    const views = JSON.parse((await client.ask({ path: '/api/views', headers: { cookie } })).text)
    expect((views as { name: string }[]).map(view => view.name).sort()).toEqual(saved.sort())
    console.log(`[4.6] requests: ${cells.length} origins × fetch metadata × hosts at an action, ${saved.length} let in`)
  })

  staged('signing in at next-auth refuses every other origin', async ({ stage: { site, client } }) => {
    const { token, cookie } = await csrfOf(client)
    const body = new URLSearchParams({
      csrfToken: token,
      email: 'owner@demo.test',
      password: demoPassword,
      json: 'true',
    })
    for (const cell of cellsOf(site.url)) {
      const answer = await client.ask({
        method: 'POST',
        path: '/api/auth/callback/password',
        headers: { cookie, ...form, ...headersOf(cell) },
        body: body.toString(),
      })
      const session = (answer.headers['set-cookie'] ?? []).some(line => line.includes('session-token=ey'))
      expect(session, JSON.stringify(cell)).toBe(comesFromUs(cell, site.url))
    }
  })

  staged('signing out at next-auth refuses every other origin', async ({ stage: { site, client, enter } }) => {
    const stays = await csrfOf(client, await enter())
    for (const cell of cellsOf(site.url)) {
      const ours = comesFromUs(cell, site.url)
      const { token, cookie } = ours ? await csrfOf(client, await enter()) : stays
      const body = new URLSearchParams({ csrfToken: token, json: 'true' }).toString()
      await client.ask({
        method: 'POST',
        path: '/api/auth/signout',
        headers: { cookie, ...form, ...headersOf(cell) },
        body,
      })
      const after = await client.ask({ path: '/api/accounts', headers: { cookie } })
      expect(after.status, JSON.stringify(cell)).toBe(ours ? 401 : 200)
    }
  })

  staged('another site can link to a page, but not read or embed one', async ({ stage: { client, enter } }) => {
    const cookie = await enter()
    for (const fetchSite of ['cross-site', 'same-site']) {
      const from = (extra: Record<string, string>) => ({ cookie, 'sec-fetch-site': fetchSite, ...extra })
      for (const path of ['/api/accounts', '/accounts', '/', '/api/audit', '/icon.svg']) {
        for (const mode of ['cors', 'no-cors', 'same-origin', 'websocket'])
          expect(
            (await client.ask({ path, headers: from({ 'sec-fetch-mode': mode }) })).status,
            `${path} ${mode}`,
          ).toBe(403)
      }
      const framed = from({ 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' })
      expect((await client.ask({ path: '/accounts', headers: framed })).status).toBe(403)
      const followed = from({ 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' })
      expect((await client.ask({ path: '/accounts', headers: followed })).status).toBe(200)
      expect((await client.ask({ path: '/api/accounts/export', headers: followed })).status).toBe(403)
    }
  })
})

/** Header tricks that have opened Next, its adapters or proxies before. */
const tricks: Record<string, string>[] = [
  {},
  { 'x-middleware-subrequest': 'proxy:proxy:proxy:proxy:proxy' },
  {
    'x-middleware-subrequest':
      'src/middleware:nowaf:src/middleware:src/middleware:src/middleware:src/middleware:middleware',
  },
  { 'x-middleware-rewrite': '/accounts', 'x-middleware-next': '1', 'x-middleware-skip': '1' },
  { 'x-middleware-set-cookie': 'next-auth.session-token=x', 'x-middleware-override-headers': 'cookie' },
  {
    'x-forwarded-host': 'localhost',
    'x-forwarded-for': '127.0.0.1',
    'x-forwarded-proto': 'https',
    forwarded: 'for=127.0.0.1',
  },
  { 'x-original-url': '/accounts', 'x-rewrite-url': '/accounts', 'x-original-uri': '/accounts' },
  { 'x-http-method-override': 'POST', 'x-method-override': 'POST' },
  {
    'x-matched-path': '/accounts',
    'x-invoke-path': '/accounts',
    'x-invoke-output': '/accounts',
    'x-now-route-matches': '1',
  },
  { 'x-nextjs-data': '1', 'x-prerender-revalidate': '1', purpose: 'prefetch' },
  { 'x-console-guard': 'x', 'x-request-id': 'x', 'x-console-address': '127.0.0.1', 'x-console-path': '/' },
  { rsc: '1' },
  { rsc: '1', 'next-router-prefetch': '1', 'next-router-segment-prefetch': '/_tree' },
  {
    rsc: '1',
    'next-router-state-tree': encodeURIComponent('["",{"children":["accounts",{}]},null,"refetch"]'),
    'next-url': '/accounts',
  },
  { 'next-resume': '1', 'x-next-resume-state-length': '1' },
  { cookie: '__prerender_bypass=1; __next_preview_data=1; next-auth.session-token=eyJhbGciOiJub25lIn0.e30.' },
  { authorization: 'Bearer x', host: 'localhost:1' },
]

/** Other ways of writing an address. */
function written(path: string): string[] {
  const coded = (text: string) => text.replace(/[a-z]/g, letter => `%${letter.charCodeAt(0).toString(16)}`)
  const inner = path.slice(1)
  return [
    path,
    `/${path}`,
    `/.${path}`,
    `/x/..${path}`,
    `/%2e%2e${path}`,
    `/x/%2e%2e%2f${inner}`,
    `/sign-in/..${path}`,
    `/_next/static/..${path}`,
    `/_next/static/%2e%2e/%2e%2e${path}`,
    `${path}/`,
    `${path}/.`,
    `${path}%2f`,
    `${path}%00`,
    `${path};x=1`,
    `${path}%3fx`,
    `${path}.json`,
    `${path}.rsc`,
    `${path}.txt`,
    path.toUpperCase(),
    coded(path),
    path.replaceAll('/', '%2f'),
    path.replaceAll('/', '\\'),
    `/_next/data/x${path}.json`,
    `http://localhost${path}`,
    `${path}?_rsc=x`,
    `${path}?__nextLocale=x&nxtPid=1`,
  ]
}

staged.describe('[4.6] requests: no header and no way of writing an address lets a stranger in', () => {
  staged('every protected page and route refuses a stranger', async ({ stage: { client, sandbox } }) => {
    staged.setTimeout(300_000)
    const [account] = sandbox.accounts()
    const { pages, routes } = builtPaths(account?.id ?? '')
    const open = new Set([
      '/sign-in',
      '/sign-in/window',
      '/setup',
      '/join',
      '/health',
      '/health/live',
      '/health/ready',
      '/api/session',
      '/icon.svg',
      '/favicon.ico',
    ])
    const paths = [...pages, ...routes].filter(path => !open.has(path))
    // What a stranger must not see: an account, an operator, a figure.
    const names = sandbox.accounts().flatMap(one => [one.organization_name, one.email])
    const secrets = [...names, ...roles.map(role => `${role}@demo.test`), '"rowCount"', '"telnyxRequestId"']
    // Bounded, each trick still meets a third of the addresses, and each address a third of the tricks: another third each time.
    const third = randomInt(3)
    const asked: Ask[] = paths.flatMap((path, nth) =>
      [
        ...tricks.map(headers => ({ path, headers })),
        ...written(path).map(other => ({ path: other })),
        ...written(path).map(other => ({ path: other, headers: { rsc: '1' } })),
      ].filter((_, at) => process.env.TEST_FULL === '1' || (at + nth) % 3 === third),
    )
    const statuses: Record<string, number> = {}
    const seen: string[] = []
    await inParallel(asked, 12, async ({ path, headers = {} }) => {
      const { status, text } = await client.ask({ path, headers })
      statuses[status] = (statuses[status] ?? 0) + 1
      const leaked = secrets.find(secret => text.includes(secret))
      if (leaked || status >= 500) seen.push(`${status} ${path} ${JSON.stringify(headers)} shows ${leaked}`)
      if (status === 200) seen.push(`200 ${path} ${JSON.stringify(headers)}`)
    })
    expect(seen).toEqual([])
    expect(sandbox.calls()).toEqual([])
    console.log(
      `[4.6] requests: ${asked.length} tricks over ${paths.length} addresses (third ${third}): ${JSON.stringify(statuses)}`,
    )
  })

  staged(
    'every action refuses a stranger, a wrong id and other methods',
    async ({ stage: { site, client, sandbox }, noise }) => {
      noise.allow(/Failed to find Server Action|Server Reference ID/)
      const seen: string[] = []
      const shut = builtActions().filter(
        one => !['createFirstOwner', 'acceptLink', 'keepInvitation', 'startPasskeySignIn'].includes(one.action),
      )
      const asked: (Ask & { name: string })[] = shut.flatMap(({ action, id, page }) =>
        [...tricks, { 'x-action-forwarded': '1' }].map(headers => ({
          name: action,
          method: 'POST',
          path: page,
          headers: { origin: site.url, 'next-action': id, 'content-type': 'text/plain', ...headers },
          body: '[{}]',
        })),
      )
      await inParallel(asked, 12, async ({ name, ...one }) => {
        const { status, text } = await client.ask(one)
        const refused = status >= 300 ? status < 500 : text.includes('"code":"unauthenticated"')
        if (!refused) seen.push(`${name} ${JSON.stringify(one.headers)}: ${status} ${text.slice(0, 200)}`)
      })
      const { id = '', page = '/' } = shut[0] ?? {}
      const odd = [id.replace(/^./, 'f'), id.slice(1), `${id}0`, `00${id.slice(2)}`, 'x', '__proto__', `${id}%00`]
      for (const next of odd) {
        const headers = { origin: site.url, 'next-action': next, 'content-type': 'text/plain' }
        const { status } = await client.ask({ method: 'POST', path: page, headers, body: '[{}]' })
        if (status < 400 || status >= 500) seen.push(`action ${next}: ${status}`)
      }
      for (const method of ['PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND']) {
        const { status } = await client.ask({ method, path: '/api/accounts', headers: { origin: site.url } })
        if (status !== 405) seen.push(`${method}: ${status}`)
      }
      expect(seen).toEqual([])
      expect(sandbox.calls()).toEqual([])
    },
  )
})

const always = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
} as const

staged.describe('[4.6] requests: every answer carries its headers', () => {
  staged('pages, files, redirects and errors alike', async ({ stage: { site, client, enter, sandbox } }) => {
    const cookie = await enter()
    const post = { cookie, origin: site.url, 'content-type': 'text/plain' }
    const script = /\/_next\/static\/[^"]+\.js/.exec((await client.ask({ path: '/sign-in' })).text)?.[0] ?? ''
    const kinds: [status: number, asked: Ask][] = [
      [200, { path: '/accounts', headers: { cookie } }],
      [307, { path: '/accounts', headers: { cookie, rsc: '1' } }],
      [200, { path: '/sign-in' }],
      [200, { path: '/health' }],
      [200, { path: '/health/live' }],
      [200, { path: '/health/ready' }],
      [200, { path: '/icon.svg' }],
      [200, { path: script }],
      [200, { path: script, headers: { 'accept-encoding': 'br' } }],
      [200, { path: '/api/accounts', headers: { cookie } }],
      [405, { path: '/api/accounts', headers: { cookie }, method: 'HEAD' }],
      [200, { path: '/api/organization/report?format=csv', headers: { cookie } }],
      [200, { path: '/api/auth/csrf' }],
      [
        200,
        {
          path: actionOf('saveView').page,
          method: 'POST',
          headers: { ...post, 'next-action': actionOf('saveView').id },
          body: '[{}]',
        },
      ],
      [307, { path: '/accounts' }],
      [308, { path: '/accounts/' }],
      [400, { path: '//accounts' }],
      [400, { path: '/api/accounts/export', headers: { cookie } }],
      [401, { path: '/api/accounts' }],
      [403, { path: '/api/accounts', headers: { 'sec-fetch-site': 'cross-site' } }],
      [403, { path: '/accounts', method: 'POST' }],
      [404, { path: '/nope' }],
      [404, { path: '/_next/static/nope.js' }],
      [404, { path: `/api/accounts/${'0'.repeat(8)}-0000-4000-8000-000000000000`, headers: { cookie } }],
      [405, { path: '/', method: 'DELETE' }],
      [
        413,
        {
          path: '/accounts',
          method: 'POST',
          headers: { ...post, 'next-action': 'a'.repeat(42) },
          body: 'x'.repeat(600_000),
        },
      ],
      [414, { path: `/${'a'.repeat(9_000)}` }],
      [
        415,
        {
          path: '/accounts',
          method: 'POST',
          headers: { ...post, 'content-type': 'multipart/form-data', 'next-action': 'a'.repeat(42) },
        },
      ],
      [417, { path: '/', headers: { expect: 'nothing' } }],
    ]
    const wrong: string[] = []
    for (const [status, asked] of kinds) {
      const answer = await client.ask(asked)
      const name = `${asked.method ?? 'GET'} ${asked.path.slice(0, 60)}`
      if (answer.status !== status) wrong.push(`${name}: ${answer.status}, not ${status}`)
      wrong.push(...missingHeaders(answer, asked.path).map(header => `${name}: ${header}`))
    }
    expect(wrong).toEqual([])
    const sent = await client.ask({ path: script, headers: { 'accept-encoding': 'gzip, br' } })
    expect(sent.headers['content-encoding'], 'as the build compressed it').toBe('br')

    const malformed = await sendRaw(site.port, 'NONSENSE\r\n\r\n')
    expect(malformed).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/)
    for (const [name, value] of Object.entries(always)) expect(malformed).toContain(`${name}: ${value}`)
    expect(sandbox.violations()).toEqual([])
  })

  staged(
    'a page’s policy allows only sources of its own, and no nonce is used twice',
    async ({ stage: { client } }) => {
      const policies = await Promise.all(
        [1, 2, 3].map(async () => String((await client.ask({ path: '/sign-in' })).headers['content-security-policy'])),
      )
      const nonces = policies.map(policy => /'nonce-([^']{20,})'/.exec(policy)?.[1])
      expect(new Set(nonces).size).toBe(3)
      for (const policy of policies) {
        expect(policy).toContain("default-src 'none'")
        expect(policy).toContain("frame-ancestors 'none'")
        expect(policy).not.toMatch(/unsafe-eval|script-src[^;]*unsafe-inline|\*|https?:/)
      }
    },
  )

  staged('over https, an answer tells browsers to stay on https', async ({ prepareConsole, sandbox }) => {
    const site = await prepareConsole({ sandbox, env: { APP_URL: 'https://console.example.test' } })
    await site.start()
    const client = httpClient(site.port)
    for (const path of ['/sign-in', '/health', '/nope', '//', '/icon.svg']) {
      const { headers } = await client.ask({ path })
      expect(headers['strict-transport-security'], path).toBe('max-age=63072000; includeSubDomains')
    }
    client.close()
  })
})

function missingHeaders({ status, headers, text }: Answer, path: string): string[] {
  const wrong = Object.entries(always).flatMap(([name, value]) =>
    headers[name] === value ? [] : [`${name} is ${headers[name]}`],
  )
  const policy = String(headers['content-security-policy'])
  if (!policy.includes("default-src 'none'") || !policy.includes("frame-ancestors 'none'"))
    wrong.push(`policy ${policy}`)
  if (!String(headers['permissions-policy']).includes('camera=()')) wrong.push('no permissions policy')
  if (!/^[0-9a-f-]{36}$/.test(String(headers['x-request-id']))) wrong.push(`request id ${headers['x-request-id']}`)
  const cache = String(headers['cache-control'])
  const file = path.startsWith('/_next/static/') || path === '/icon.svg'
  if (!file && !/\bno-store\b/.test(cache)) wrong.push(`cache-control ${cache}`)
  const inside = Object.keys(headers).filter(name => /^x-(?:middleware|console|invoke|matched|powered)/.test(name))
  if (inside.length > 0) wrong.push(`tells ${inside.join(', ')}`)
  // A built script names a module of Next.js.
  const script = status === 200 && path.endsWith('.js')
  if (/\n\s+at\s/.test(text) || (!script && text.includes('node_modules'))) wrong.push('tells of its inside')
  return wrong
}
