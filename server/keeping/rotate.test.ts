import { randomUUID } from 'node:crypto'
import { eq } from 'drizzle-orm'
import pg from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { findRecordKey } from '../audit/record-key'
import { verifyRecord } from '../audit/verify'
import { startPostgres } from '../cli/postgres'
import { Processes } from '../commands/jobs/testing/processes'
import { totpPurpose } from '../operators/factors'
import { openDatabase } from '../platform/db/client'
import { operators } from '../platform/db/schema'
import { createVault } from '../platform/vault'
import { type Sandbox, startSandbox } from '../sandbox/server'
import { testSecret } from '../testing/seal'

// Secrets that are changed as docs/operations.md says, on real processes and servers. How sealed values survive:
// operators/reseal.test.ts and audit/record-key.test.ts. Three starts take long: `TEST_FULL=1`.

const present = 'the secret that replaces the former one, long enough'
const fleet = { accounts: 3, seed: 7 }

let consoles: Processes
let former: Sandbox
let next: Sandbox
beforeAll(async () => {
  consoles = new Processes()
  former = await startSandbox({ ...fleet, key: 'KEY_former_0123456789' })
  next = await startSandbox({ ...fleet, key: 'KEY_next_0123456789' })
})
afterAll(async () => {
  await consoles.close()
  await Promise.all([former.close(), next.close()])
})

/** One start, until the console is ready, and its stop. Returns what Telnyx answered, and what the console logged. */
async function run(sandbox: Sandbox, env: Record<string, string>) {
  sandbox.clearCalls()
  const { code, errors, lines } = await consoles.start(sandbox, undefined, env).ended
  expect([code, lines.some(line => 'ready' in line)], errors).toEqual([0, true])
  return { answers: sandbox.calls().map(call => call.status), errors }
}

it.runIf(process.env.TEST_FULL === '1')(
  'TELNYX_API_KEY and AUTH_SECRET: the next start works with the new ones, and opens what the former one had sealed',
  {
    timeout: 240_000,
  },
  async () => {
    await (await consoles.open()).close()
    expect((await run(former, {})).answers).toContain(200)
    const id = randomUUID()
    const opened = await consoles.open()
    const totpSecret = createVault(testSecret).seal(totpPurpose(id), 'JBSWY3DPEHPK3PXP')
    const person = { id, name: 'Ana', email: 'ana@reseller.example', role: 'owner' as const, totpSecret }
    await opened.db.insert(operators).values({ ...person, createdAt: new Date(), totpConfirmedAt: new Date() })
    await opened.close()

    const changed = await run(next, { AUTH_SECRET: present, AUTH_SECRET_PREVIOUS: testSecret })
    expect(changed.answers).toContain(200)
    expect(changed.answers).not.toContain(401)
    expect(changed.errors).toBe('')
    // The former secret is gone, and the key in use was deleted at Telnyx: the console starts and logs that.
    const late = await run(next, { AUTH_SECRET: present, TELNYX_API_KEY: former.key })
    expect(late.answers).not.toContain(200)
    expect(late.errors).toContain('Telnyx does not accept the key in TELNYX_API_KEY')
    expect(late.errors).not.toContain(former.key)

    const place = await consoles.place()
    const { db, close } = await openDatabase(place)
    const [row] = await db.select().from(operators).where(eq(operators.id, id))
    expect(createVault(present).open(totpPurpose(id), row?.totpSecret ?? '')).toBe('JBSWY3DPEHPK3PXP')
    const auditChain = await findRecordKey(db, { AUTH_SECRET: present })
    if (!auditChain) throw new Error('no key')
    expect(await verifyRecord({ db, auditChain, now: () => new Date() })).toMatchObject({ ok: true })
    await close()
  },
)

it.runIf(process.env.TEST_DATABASE_URL)(
  'the password of DATABASE_URL: open connections stay, a start with the former one is refused in words',
  { timeout: 120_000 },
  async () => {
    const server = await startPostgres()
    if (!server) throw new Error('no PostgreSQL server is installed')
    const admin = new pg.Client({ connectionString: server.url })
    await admin.connect()
    const urlOf = (password: string) => {
      const url = new URL(server.url)
      Object.assign(url, { username: 'console', password, pathname: '/console' })
      return url.href
    }
    try {
      // The server asks this role for its password, and trusts the others.
      const { rows } = await admin.query<{ file: string }>("select current_setting('hba_file') as file")
      await admin.query(
        `copy (values ('host all console 127.0.0.1/32 scram-sha-256'), ('host all all 127.0.0.1/32 trust')) to '${rows[0]?.file}'`,
      )
      await admin.query('select pg_reload_conf()')
      await admin.query("create role console login password 'former'")
      await admin.query('create database console owner console')
      const running = await openDatabase({ databaseUrl: urlOf('former'), dataDir: '' })
      await running.db.execute('select 1')
      await admin.query("alter role console password 'present'")
      await running.db.execute('select 1')
      await running.close()
      const refused = await openDatabase({ databaseUrl: urlOf('former'), dataDir: '' }).catch(error => error)
      expect(refused.message).toMatch(/refuses the user "console" of DATABASE_URL: password authentication failed/)
      expect(refused.message).not.toContain("'former'")
      const restarted = await openDatabase({ databaseUrl: urlOf('present'), dataDir: '' })
      await restarted.db.execute('select 1')
      await restarted.close()
    } finally {
      await admin.end()
      await server.stop()
    }
  },
)
