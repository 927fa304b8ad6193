import { execFileSync } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { demoPassword } from '../lib/operator'
import type { TestConsole } from './console'
import { expect, test } from './fixtures'
import { builtActions, builtPaths } from './fuzz/handlers'
import { chanceOf, inParallel } from './fuzz/random'
import { rawOf } from './fuzz/raw'
import { requestOf, type World } from './fuzz/requests'
import { type Answer, type Ask, type HttpClient, httpClient, sendRaw } from './http-client'
import { signInByHttp } from './http-sign-in'

// FUZZ=full: as many as the requirement names. Without it a twentieth, so that everybody runs it. FUZZ_SEED repeats a run.
const full = process.env.FUZZ === 'full'
const [requests, malformed] = full ? [20_000, 2_000] : [1_000, 100]
const seed = Number(process.env.FUZZ_SEED) || randomInt(1, 2 ** 31)
const atOnce = 16

test.describe.configure({ mode: 'serial' })

/** What an answer must never hold: a stack, a file of the server, a query, a library's own words. */
const internals = [
  /\n\s+at\s+\S|\bat\s+[\w.<>]+\s+\(|node_modules|\/\.next|\/server\/chunks|webpack:|node:internal|\bselect "|drizzle/i,
  /\b(?:Type|Range|Syntax|Reference|Postgres)Error\b|\bE(?:CONN|PIPE|NOENT)[A-Z]*\b|"code":"internal"/,
]
const inside = (text: string) => internals.map(pattern => pattern.exec(told(text))).find(Boolean)

/** Built scripts name themselves in every page. */
const told = (text: string) => text.replaceAll(/\/_next\/static\/[^"'\\<>\s]*/g, '')

function complaint(asked: Ask, answer: Answer): string | null {
  const body = told(answer.text)
  const found = inside(answer.text)
  if (answer.status < 500 && !found) return null
  const around = found ? body.slice(Math.max(0, found.index - 100), found.index + 200) : body.slice(0, 300)
  const sent = asked.body ? String(asked.body).slice(0, 400) : ''
  return `${answer.status} ${asked.method ?? 'GET'} ${asked.path.slice(0, 300)} ${JSON.stringify(asked.headers).slice(0, 600)}\n  ${sent}\n  → ${around}`
}

/** Resident memory in MB. */
function memoryOf(site: TestConsole): number {
  return Math.round(Number(execFileSync('ps', ['-o', 'rss=', '-p', String(site.pid)])) / 1024)
}

async function stillAnswers(client: HttpClient, cookie: string): Promise<void> {
  expect((await client.ask({ path: '/health' })).text).toBe('{"healthy":true}')
  expect((await client.ask({ path: '/api/accounts', headers: { cookie } })).status).toBe(200)
}

test(`[4.3] fuzz: ${requests} generated and ${malformed} malformed requests`, async ({
  prepareSandbox,
  prepareConsole,
  noise,
}) => {
  test.setTimeout(full ? 1_500_000 : 400_000)
  // What Next and next-auth say of an action, and of an address to return to, that are none.
  noise.allow(/Failed to find Server Action|Server Reference ID/, /"msg":"(next-auth|a sign-in could not be answered)"/)
  console.log(`[4.3] fuzz: seed ${seed}`)
  const chance = chanceOf(seed)
  const sandbox = await prepareSandbox({ accounts: 40 })
  const site = await prepareConsole({ sandbox, env: { SYNC_INTERVAL: '3600', LOG_LEVEL: 'warn' } })
  await site.start()
  const client = httpClient(site.port, atOnce)
  const ids = sandbox.accounts().map(account => account.id)
  const { pages, routes } = builtPaths(ids[0] ?? '')
  const enter = () => signInByHttp(site.url, 'owner@demo.test', demoPassword, 'fuzz')
  let cookie = await enter()
  // Pages take ten times as long as routes: each is still requested a few hundred times.
  const paths = [...pages, ...routes, ...routes, ...routes]
  // A new password, an end to one's own session, or to all sending, would end the test and not the console.
  const endsIt = new Set(['setPassword', 'endOwnSession', 'endOtherSessions', 'stopSending'])
  const actions = builtActions().filter(one => !endsIt.has(one.action))
  const world: World = { origin: site.url, cookie: () => cookie, actions, paths, ids }

  const complaints: string[] = []
  const statuses: Record<string, number> = {}
  let entered = 1
  const fire = async (asked: Ask) => {
    const answer = await client.ask(asked).catch((error): Answer => ({ status: 599, headers: {}, text: String(error) }))
    statuses[answer.status] = (statuses[answer.status] ?? 0) + 1
    const said = complaint(asked, answer)
    if (said) complaints.push(said)
    if (answer.text.includes('"code":"unauthenticated"') && asked.headers?.cookie === cookie && entered < 20) {
      entered += 1
      cookie = await enter()
    }
  }

  const began = performance.now()
  const warm = Math.round(requests / 5)
  await inParallel(
    Array.from({ length: warm }, () => requestOf(world, chance)),
    atOnce,
    fire,
  )
  const before = memoryOf(site)
  for (let left = requests - warm; left > 0; left -= 500) {
    await inParallel(
      Array.from({ length: Math.min(500, left) }, () => requestOf(world, chance)),
      atOnce,
      fire,
    )
  }
  const seconds = Math.round((performance.now() - began) / 1000)
  await stillAnswers(client, cookie)
  const after = memoryOf(site)

  const rawBegan = performance.now()
  const shapes = Array.from({ length: malformed }, (_, index) => rawOf(index, chance))
  await inParallel(shapes, atOnce, async ({ name, bytes, hangUp = false }) => {
    const answer = await sendRaw(site.port, bytes, { hangUp, patience: 300 })
    const smuggled = /"rows"|"rowCount"/.test(answer)
    const broken = /HTTP\/1\.1 5\d\d/.test(answer)
    if (smuggled || broken || inside(answer)) complaints.push(`${name}: ${answer.slice(0, 600)}`)
  })
  const rawSeconds = Math.round((performance.now() - rawBegan) / 1000)
  await stillAnswers(client, cookie)
  const last = memoryOf(site)
  client.close()

  console.log(
    `[4.3] fuzz: ${requests} requests in ${seconds} s over ${actions.length} actions, ${routes.length} routes, ${pages.length} pages: ${JSON.stringify(statuses)}; ` +
      `${malformed} malformed in ${rawSeconds} s; memory ${before} → ${after} → ${last} MB; signed in ${entered} times`,
  )
  expect(complaints.slice(0, 20), `what was answered wrongly, seed ${seed}`).toEqual([])
  expect(last, 'memory in MB').toBeLessThan(before * 1.5 + 150)
})
