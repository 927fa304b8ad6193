import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { demoPassword } from '../lib/operator'
import { can, type Permission, type Role, roles } from '../lib/permissions'
import type { Sandbox } from '../server/sandbox/server'
import { manifest } from '../server/testing/permission-manifest'
import { TestConsole } from './console'
import { expect, startTestSandbox, test } from './fixtures'
import { inParallel } from './fuzz/random'
import { type HttpClient, httpClient } from './http-client'
import { signInByHttp } from './http-sign-in'

// Every handler of the build × everybody who may come along. Over HTTP, as a script would ask: no browser hides anything here.

test.describe.configure({ mode: 'serial' })

const full = process.env.TEST_FULL === '1'
const built = process.env.NEXT_DIST_DIR ?? '.next'
const nothing = '00000000-0000-4000-8000-000000000000'

/** Nobody: not signed in, or not any more, or not yet. */
const nobodies = ['signed out', 'disabled', 'expired', 'idle', 'revoked', 'factor pending', 'forged'] as const
type Visitor = { name: string; role: Role | null; fresh: boolean; cookie: string }

type Handler = { kind: 'page' | 'route' | 'action'; name: string; asks: Permission | 'public'; fresh: boolean } & (
  | { path: string }
  | { path: string; id: string }
)

const read = (file: string) => JSON.parse(readFileSync(path.join(built, file), 'utf8'))
const filledIn = (address: string) => address.replace('[id]', nothing)

/** Made by Next itself or a picture; they know nobody and tell nothing. */
const ofNext = new Set(['/_not-found', '/_global-error', '/favicon.ico', '/icon.svg'])
const byNextAuth = '/api/auth/[...nextauth]'

function pagesAndRoutes(): { found: Handler[]; unknown: string[] } {
  const built = Object.entries(read('app-path-routes-manifest.json') as Record<string, string>)
  const found: Handler[] = []
  const unknown: string[] = []
  for (const [file, address] of built.filter(([, to]) => !ofNext.has(to) && to !== byNextAuth)) {
    const kind = file.endsWith('/page') ? 'page' : 'route'
    const asks = kind === 'page' ? manifest.pages[address] : manifest.routes[`GET ${address}`]
    if (asks) found.push({ kind, name: address, asks, fresh: false, path: filledIn(address) })
    else unknown.push(`${kind} ${address}`)
  }
  return { found, unknown }
}

type Reference = { exportedName: string; workers: Record<string, unknown> }

function actions(): { found: Handler[]; unknown: string[] } {
  const references = Object.entries(read('server/server-reference-manifest.json').node as Record<string, Reference>)
  const found: Handler[] = []
  const unknown: string[] = []
  for (const [id, { exportedName: name, workers }] of references) {
    const asks = manifest.actions[name]
    const [page = ''] = Object.keys(workers)
      .filter(one => !one.includes('['))
      .concat(Object.keys(workers))
    const address =
      filledIn(
        page
          .replace(/^app/, '')
          .replace(/\/\([^)]*\)/g, '')
          .replace(/\/page$/, ''),
      ) || '/'
    if (asks) found.push({ kind: 'action', name, asks, fresh: manifest.fresh.includes(name), path: address, id })
    else unknown.push(`action ${name}`)
  }
  return { found, unknown }
}

type Answer = 'allowed' | 'unauthenticated' | 'forbidden' | 'confirm_identity'

type Asked = { answer: Answer; status: number; text: string }

type Walk = {
  client: HttpClient
  origin: string
  /** After signing in, strangers are led to where they wanted to go. */
  leadsBack: boolean
}

async function ask({ client, origin, leadsBack }: Walk, handler: Handler, visitor: Visitor): Promise<Asked> {
  const cookie: Record<string, string> = visitor.cookie ? { cookie: visitor.cookie } : {}
  const { path } = handler
  const response =
    'id' in handler
      ? await client.ask({
          path,
          method: 'POST',
          headers: {
            ...cookie,
            origin,
            'next-action': handler.id,
            'content-type': 'text/plain;charset=UTF-8',
            accept: 'text/x-component',
          },
          // No input that any of them takes: what gets past the rights is refused there and changes nothing.
          body: '["no such input"]',
        })
      : await client.ask({ path, headers: cookie })
  const { status, text } = response
  return { answer: answered(status, String(response.headers.location ?? ''), text, handler, leadsBack), status, text }
}

function answered(status: number, location: string, text: string, handler: Handler, leadsBack: boolean): Answer {
  const code = /"code":"(unauthenticated|forbidden|confirm_identity)"/.exec(text)?.[1]
  if (code && handler.kind !== 'page') return code as Answer
  const next = !leadsBack || handler.path === '/' ? '' : `?next=${encodeURIComponent(handler.path)}`
  if (status === 307 && (handler.kind === 'action' ? location.startsWith('/sign-in') : location === `/sign-in${next}`))
    return 'unauthenticated'
  if (status === 403 && handler.kind === 'page' && text.includes('Your role cannot open this page')) return 'forbidden'
  return 'allowed'
}

function expected(handler: Handler, visitor: Visitor): Answer {
  if (handler.asks === 'public') return 'allowed'
  if (!visitor.role) return 'unauthenticated'
  if (!can(visitor.role, handler.asks)) return 'forbidden'
  return handler.fresh && !visitor.fresh ? 'confirm_identity' : 'allowed'
}

/** A visitor for every row: all sign in first, then the database gets the state that they have at their request. */
async function prepareVisitors(site: TestConsole): Promise<Visitor[]> {
  await site.start()
  const enter = (email: string, agent: string) => signInByHttp(site.url, email, demoPassword, agent)
  const visitors: Visitor[] = []
  for (const role of roles) {
    for (const fresh of [true, false]) {
      const name = `${role}, ${fresh ? 'fresh' : 'stale'}`
      visitors.push({ name, role, fresh, cookie: await enter(`${role}@demo.test`, name) })
    }
  }
  for (const name of nobodies) {
    const known = name !== 'signed out' && name !== 'forged'
    const cookie = known
      ? await enter('manager@demo.test', name)
      : name === 'forged'
        ? forgedFrom(visitors[0]?.cookie ?? '')
        : ''
    visitors.push({ name, role: null, fresh: false, cookie })
  }
  await site.stop()
  await age(site)
  return visitors
}

/** The same cookie with one character in the middle of the session's changed. */
const forgedFrom = (cookie: string) =>
  cookie.replace(/(session-token=[^;]{60})(.)/, (_, before: string, one: string) => before + (one === 'A' ? 'B' : 'A'))

async function age(site: TestConsole): Promise<void> {
  const session = (set: string, agent: string) =>
    site.query(`update sessions set ${set} where user_agent like $1`, [agent])
  await session("proven_at = now() + interval '4 minutes'", '%, fresh')
  await session("proven_at = now() - interval '6 minutes'", '%, stale')
  await session("expires_at = now() - interval '1 second'", 'expired')
  await session("active_at = now() - interval '31 minutes'", 'idle')
  await session('revoked_at = now()', 'revoked')
  await session('factor_pending = true', 'factor pending')
  const [disabled] = await site.query(
    `insert into operators (id, name, email, role, password_hash, demo, created_at, disabled_at)
     select gen_random_uuid(), 'Disabled', 'disabled@demo.test', role, password_hash, demo, created_at, now()
     from operators where email = 'manager@demo.test' returning id`,
  )
  await site.query("update sessions set operator_id = $1 where user_agent = 'disabled'", [disabled?.id])
}

type Prepared = { sandbox: Sandbox; site: TestConsole; visitors: Visitor[] }

/** Made by the first test that comes; the other walks over the same. */
let prepared: Prepared | undefined

async function prepare(): Promise<Prepared> {
  const sandbox = await startTestSandbox({ accounts: 0 })
  const site = await TestConsole.prepare('matrix', { sandbox, env: { SYNC_INTERVAL: '3600' } })
  return { sandbox, site, visitors: await prepareVisitors(site) }
}

test.afterAll(async () => {
  await prepared?.site.close()
  await prepared?.sandbox.close()
  rmSync(`${built}-without-proxy`, { recursive: true, force: true })
})

/**
 * @param rest which of those who may are asked too: most of the time goes into drawing their pages
 * @param leadsBack the address that a stranger wanted is known: proxy.ts says it
 */
function describeMatrix(
  title: string,
  prepareBuild: () => Record<string, string>,
  rest: (cell: { handler: Handler; visitor: Visitor }) => boolean,
  leadsBack: boolean,
): void {
  test(title, async ({ noise }) => {
    test.setTimeout(400_000)
    noise.allow(/status of/)
    const { found, unknown } = pagesAndRoutes()
    const { found: writes, unknown: unknownWrites } = actions()
    expect([...unknown, ...unknownWrites], 'handlers that the permission matrix does not know').toEqual([])
    const handlers = [...found, ...writes]
    prepared ??= await prepare()
    const { sandbox, site, visitors } = prepared
    const before = await deniedOnRecord(site)
    await site.start(prepareBuild())
    const client = httpClient(site.port, 6)
    // The first sweep of a start is over when no more requests are sent.
    await expect.poll(() => sandbox.calls().length, { timeout: 30_000 }).toBeGreaterThan(0)
    await settled(() => sandbox.calls().length)
    sandbox.clearCalls()

    const cells = handlers.flatMap(handler => visitors.map(visitor => ({ handler, visitor })))
    const denied = cells.filter(({ handler, visitor }) => expected(handler, visitor) !== 'allowed')
    const to = { client, origin: site.url, leadsBack }
    expect(await walk(to, denied), 'cells that are not as the permissions say').toEqual([])
    expect(sandbox.calls(), 'a denial asks Telnyx nothing').toEqual([])
    const allowed = cells.filter(cell => expected(cell.handler, cell.visitor) === 'allowed' && rest(cell))
    expect(await walk(to, allowed), 'cells that are not as the permissions say').toEqual([])

    client.close()
    await site.stop()
    const recorded = Object.entries(await deniedOnRecord(site)).map(([role, count]) => [
      role,
      count - (before[role] ?? 0),
    ])
    expect(Object.fromEntries(recorded)).toEqual(deniedExpected(denied))
    console.log(
      `${title}: ${handlers.length} handlers × ${visitors.length} visitors, ${denied.length + allowed.length} of ${cells.length} cells`,
    )
  })
}

async function settled(count: () => number): Promise<void> {
  let before = -1
  await expect
    .poll(
      () => {
        const same = count() === before
        before = count()
        return same
      },
      { intervals: [1_000], timeout: 60_000 },
    )
    .toBe(true)
}

async function walk(to: Walk, cells: { handler: Handler; visitor: Visitor }[]): Promise<string[]> {
  const wrong: string[] = []
  await inParallel(cells, 6, async ({ handler, visitor }) => {
    const { answer, status, text } = await ask(to, handler, visitor)
    const wanted = expected(handler, visitor)
    if (answer !== wanted || status >= 500) {
      wrong.push(
        `${visitor.name} at ${handler.kind} ${handler.name}: ${answer} (${status}), not ${wanted}: ${text.slice(0, 120)}`,
      )
    }
  })
  return wrong
}

/** One audit entry for each refusal of an operator; strangers write none, because they could fill the audit. */
function deniedExpected(cells: { handler: Handler; visitor: Visitor }[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { handler, visitor } of cells) {
    if (expected(handler, visitor) === 'forbidden' && visitor.role)
      counts[visitor.role] = (counts[visitor.role] ?? 0) + 1
  }
  return counts
}

async function deniedOnRecord(site: TestConsole): Promise<Record<string, number>> {
  const rows = await site.query(
    "select actor_role as role, count(*)::int as count from audit_events where action = 'access.denied' group by actor_role",
  )
  return Object.fromEntries(rows.map(row => [String(row.role), Number(row.count)]))
}

/** Who may see a page sees the same with a fresh proof as with a stale one: drawn twice in `npm run test:full` alone. */
describeMatrix(
  '[4.1] matrix: every handler of the build answers everybody as the permissions say',
  () => ({}),
  ({ handler, visitor }) => full || handler.kind === 'action' || !visitor.role || visitor.fresh,
  true,
)

function withoutProxy(): Record<string, string> {
  const copy = `${built}-without-proxy`
  rmSync(copy, { recursive: true, force: true })
  cpSync(built, copy, { recursive: true, filter: file => !/[\\/](cache|trace)([\\/]|$)/.test(file) })
  writeFileSync(path.join(copy, 'server/functions-config-manifest.json'), JSON.stringify({ version: 1, functions: {} }))
  return { NEXT_DIST_DIR: copy }
}

describeMatrix(
  full ? '[4.1] matrix: the same without proxy.ts' : '[4.1] matrix: without proxy.ts everybody is refused the same',
  withoutProxy,
  () => full,
  false,
)
