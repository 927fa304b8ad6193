import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { demoPassword } from '../lib/operator'
import { can, type Permission, type Role, roles } from '../lib/permissions'
import { manifest } from '../server/testing/permission-manifest'
import { TestConsole } from './console'
import { expect, startTestSandbox, test } from './fixtures'
import { signInByHttp } from './http-sign-in'

// Every handler of the build × everybody who may come along. Over HTTP, as a script would ask: no browser hides anything here.

test.describe.configure({ mode: 'serial' })

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

async function ask(
  site: TestConsole,
  handler: Handler,
  visitor: Visitor,
): Promise<{ answer: Answer; status: number; text: string }> {
  const headers: Record<string, string> = visitor.cookie ? { cookie: visitor.cookie } : {}
  const action = 'id' in handler
  const response = await fetch(`${site.url}${handler.path}`, {
    redirect: 'manual',
    method: action ? 'POST' : 'GET',
    headers: {
      ...headers,
      ...(action && {
        'next-action': handler.id,
        'content-type': 'text/plain;charset=UTF-8',
        origin: site.url,
        accept: 'text/x-component',
      }),
    },
    // No input that any of them takes: what gets past the rights is refused there and changes nothing.
    ...(action && { body: '["no such input"]' }),
  })
  const text = await response.text()
  return { answer: answered(response, text, handler), status: response.status, text }
}

function answered(response: Response, text: string, handler: Handler): Answer {
  const code = /"code":"(unauthenticated|forbidden|confirm_identity)"/.exec(text)?.[1]
  if (code && handler.kind !== 'page') return code as Answer
  if (response.status === 307 && response.headers.get('location')?.startsWith('/sign-in')) return 'unauthenticated'
  if (response.status === 403 && handler.kind === 'page') return 'forbidden'
  return 'allowed'
}

function expected(handler: Handler, visitor: Visitor): Answer {
  if (handler.asks === 'public') return 'allowed'
  if (!visitor.role) return 'unauthenticated'
  if (!can(visitor.role, handler.asks)) return 'forbidden'
  return handler.fresh && !visitor.fresh ? 'confirm_identity' : 'allowed'
}

/** Operators of their own for those who will be nobodies, made as copies of the demo's manager. */
const nobodyOperators = nobodies.filter(one => one !== 'signed out' && one !== 'forged')

async function prepareVisitors(site: TestConsole): Promise<Visitor[]> {
  await site.start()
  await site.stop()
  for (const one of nobodyOperators) {
    await site.query(
      `insert into operators (id, name, email, role, password_hash, demo, created_at)
       select gen_random_uuid(), $1, $2, role, password_hash, demo, created_at from operators where email = 'manager@demo.test'`,
      [one, `${one.replace(' ', '-')}@demo.test`],
    )
  }
  await site.start()
  const enter = (email: string, agent: string) => signInByHttp(site.url, email, demoPassword, agent)
  const visitors: Visitor[] = []
  for (const role of roles) {
    for (const fresh of [true, false]) {
      const name = `${role}, ${fresh ? 'fresh' : 'stale'}`
      visitors.push({ name, role, fresh, cookie: await enter(`${role}@demo.test`, name) })
    }
  }
  for (const one of nobodyOperators) {
    const cookie = await enter(`${one.replace(' ', '-')}@demo.test`, one)
    visitors.push({ name: one, role: null, fresh: false, cookie })
  }
  visitors.push({ name: 'signed out', role: null, fresh: false, cookie: '' })
  visitors.push({ name: 'forged', role: null, fresh: false, cookie: forgedFrom(visitors[0]?.cookie ?? '') })
  await site.stop()
  await age(site)
  await site.start()
  return visitors
}

/** The same cookie with one character in the middle of the session's changed. */
const forgedFrom = (cookie: string) =>
  cookie.replace(/(session-token=[^;]{60})(.)/, (_, before: string, one: string) => before + (one === 'A' ? 'B' : 'A'))

async function age(site: TestConsole): Promise<void> {
  const session = (set: string, agent: string) =>
    site.query(`update sessions set ${set} where user_agent like $1`, [agent])
  await session("proven_at = now() + interval '1 hour'", '%, fresh')
  await session("proven_at = now() - interval '6 minutes'", '%, stale')
  await session("expires_at = now() - interval '1 second'", 'expired')
  await session("active_at = now() - interval '31 minutes'", 'idle')
  await session('revoked_at = now()', 'revoked')
  await session('factor_pending = true', 'factor pending')
  await site.query("update operators set disabled_at = now() where name = 'disabled'")
}

/** @param refusalsOnly leaves out who may: most of the time goes into drawing their pages */
function describeMatrix(title: string, prepareBuild: () => Record<string, string>, refusalsOnly = false): void {
  test(title, async ({ noise }) => {
    test.setTimeout(400_000)
    noise.allow(/status of/)
    const sandbox = await startTestSandbox({ accounts: 0 })
    const env = { SYNC_INTERVAL: '3600', ...prepareBuild() }
    const site = await TestConsole.prepare(`matrix-${Object.keys(env).length}`, { sandbox, env })
    try {
      const { found, unknown } = pagesAndRoutes()
      const { found: writes, unknown: unknownWrites } = actions()
      expect([...unknown, ...unknownWrites], 'handlers that the permission matrix does not know').toEqual([])
      const handlers = [...found, ...writes]
      const visitors = await prepareVisitors(site)
      // The first sweep of a start is over when nothing is asked any more.
      await expect.poll(() => sandbox.calls().length, { timeout: 30_000 }).toBeGreaterThan(0)
      await settled(() => sandbox.calls().length)
      sandbox.clearCalls()

      const cells = handlers.flatMap(handler => visitors.map(visitor => ({ handler, visitor })))
      const denied = cells.filter(({ handler, visitor }) => expected(handler, visitor) !== 'allowed')
      const wrong = await walk(site, denied)
      expect(wrong, 'cells that are not as the permissions say').toEqual([])
      expect(sandbox.calls(), 'a denial asks Telnyx nothing').toEqual([])
      const allowed = cells.filter(({ handler, visitor }) => expected(handler, visitor) === 'allowed')
      const rest = refusalsOnly ? [] : allowed
      expect(await walk(site, rest), 'cells that are not as the permissions say').toEqual([])

      await site.stop()
      expect(await deniedOnRecord(site)).toEqual(deniedExpected(denied))
      console.log(
        `${title}: ${handlers.length} handlers × ${visitors.length} visitors, ${denied.length + rest.length} of ${cells.length} cells`,
      )
    } finally {
      await site.close()
      await sandbox.close()
    }
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

async function walk(site: TestConsole, cells: { handler: Handler; visitor: Visitor }[]): Promise<string[]> {
  const wrong: string[] = []
  const queue = [...cells]
  await Promise.all(
    Array.from({ length: 4 }, async () => {
      for (let cell = queue.shift(); cell; cell = queue.shift()) {
        const { handler, visitor } = cell
        const { answer, status, text } = await ask(site, handler, visitor)
        const wanted = expected(handler, visitor)
        if (answer !== wanted || status >= 500) {
          wrong.push(
            `${visitor.name} at ${handler.kind} ${handler.name}: ${answer} (${status}), not ${wanted}: ${text.slice(0, 120)}`,
          )
        }
      }
    }),
  )
  return wrong
}

/** One record of each refusal of somebody known; strangers write nothing, or they could fill the record. */
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

describeMatrix('[4.1] matrix: every handler of the build answers everybody as the permissions say', () => ({}))

const full = process.env.TEST_FULL === '1'

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
  !full,
)

test.afterAll(() => rmSync(`${built}-without-proxy`, { recursive: true, force: true }))
