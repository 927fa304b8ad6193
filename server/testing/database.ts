import { randomBytes } from 'node:crypto'
import { appendFileSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { pg_trgm } from '@electric-sql/pglite/contrib/pg_trgm'
import { expect, inject } from 'vitest'
import { openRecord } from '@/server/audit/seal'
import type { AuditChain } from '@/server/platform/audit-chain'
import { type Db, type OpenDatabase, openDatabase, wrapPglite } from '@/server/platform/db/client'
import { auditEvents } from '@/server/platform/db/schema'
import { guardTransactions } from './guard-transactions'
import { createDatabase, type RunSql, withClient } from './postgres'
import { testChain } from './seal'
import { root } from './sources'

/** The PostgreSQL server to test on: `npm test` sets it for its second round. */
const postgresUrl = process.env.TEST_DATABASE_URL

export type TestDatabase = OpenDatabase & {
  /** The database as another process has it, through a separate pool; the embedded one has only one connection. */
  another(): Promise<OpenDatabase>
  /** Null = the embedded one. */
  url: string | null
}

/**
 * A migrated database for one test file, of the kind that this round tests; its audit is started.
 * @param before puts an older database into the empty one before it is migrated
 */
export async function testDatabase(
  auditChain: AuditChain = testChain,
  before?: (run: RunSql) => Promise<void>,
): Promise<TestDatabase> {
  const usual = auditChain === testChain && !before
  const opened = await (postgresUrl ? onPostgres(postgresUrl, usual, before) : onPglite(before))
  await openRecord(opened.db, auditChain)
  const close = async () => {
    // Rows of an older database were not recorded by this code.
    if (!before) await noteRecorded(opened.db)
    await opened.close()
  }
  return { ...opened, close }
}

/** For audit/recorded.test.ts. The audit's own tests write rows that no command wrote. */
async function noteRecorded(db: Db): Promise<void> {
  const file = inject('recordedActions')
  if (!file || expect.getState().testPath?.includes('/server/audit/')) return
  const rows = await db
    .selectDistinct({ action: auditEvents.action, phase: auditEvents.phase })
    .from(auditEvents)
    .catch(() => [])
  appendFileSync(file, rows.map(row => `${row.action} ${row.phase}\n`).join(''))
}

/**
 * A PGlite takes a second to start: short test files in one worker share it one after the other, each with a new
 * schema. A PGlite that its file never gave back is not used again. Nothing vacuums it: after a few schemas, or much
 * work, dead rows make everything three times as slow, and a new PGlite is faster.
 */
const free: { client: PGlite; uses: number }[] = []
const mostUses = 4
const muchWorkMs = 4_000

async function onPglite(before?: (run: RunSql) => Promise<void>): Promise<TestDatabase> {
  const { client, uses } = free.pop() ?? { client: await startPglite(), uses: 0 }
  const begun = performance.now()
  if (uses > 0) await client.exec('drop schema if exists public, drizzle cascade; create schema public')
  await before?.(text => client.exec(text))
  const { lent, end } = lend(client)
  const opened = await wrapPglite(lent)
  const close = async () => {
    if (!end()) return
    if (uses + 1 === mostUses || performance.now() - begun > muchWorkMs) return client.close()
    // Work that a file left running ends before the next file starts; settings and locks of its session end with it.
    await client.query('discard all')
    free.push({ client, uses: uses + 1 })
  }
  return { ...opened, close, url: null, another: async () => ({ ...opened, close: async () => {} }) }
}

/** A handle that can be revoked: work that its file left running cannot reach the next file's database. */
function lend(client: PGlite): { lent: PGlite; end(): boolean } {
  let open = true
  const calls = new Set<string | symbol>(['query', 'sql', 'exec', 'transaction'])
  const lent = new Proxy(client, {
    get(target, name) {
      if (!open && calls.has(name)) throw new Error('PGlite is closed')
      const value: unknown = Reflect.get(target, name, target)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
  const end = () => {
    const was = open
    open = false
    return was
  }
  return { lent, end }
}

/** The folder of an empty PGlite: a process that opens it need not create one. */
export async function fillFolder(folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true })
  const client = await startPglite(path.join(folder, 'pglite'))
  await client.close()
}

/** initdb takes five seconds to make a folder; loading a copy takes one. */
async function startPglite(dataDir?: string): Promise<PGlite> {
  const folder = path.join(root, 'node_modules', '.cache', 'reseller-console-test')
  const template = path.join(folder, `pglite-0.5.16-${process.versions.node}.tar`)
  if (!existsSync(template)) {
    mkdirSync(folder, { recursive: true })
    const fresh = await PGlite.create({ extensions: { pg_trgm } })
    const dump = await fresh.dumpDataDir('none')
    await fresh.close()
    const own = `${template}.${process.pid}-${randomBytes(4).toString('hex')}`
    writeFileSync(own, Buffer.from(await dump.arrayBuffer()))
    renameSync(own, template)
  }
  const loadDataDir = new Blob([readFileSync(template)])
  return PGlite.create({ ...(dataDir && { dataDir }), loadDataDir, extensions: { pg_trgm } })
}

async function onPostgres(
  server: string,
  usual: boolean,
  before?: (run: RunSql) => Promise<void>,
): Promise<TestDatabase> {
  const { url, drop } = await createOnServer(server, usual ? inject('postgresTemplate') : null)
  if (before) await withClient(url, before)
  const open = async () => guardTransactions(await openDatabase({ databaseUrl: url, dataDir: '' }))
  const opened = await open()
  return {
    ...opened,
    url,
    another: open,
    close: async () => {
      await opened.close()
      await drop()
    },
  }
}

/** A separate database: by default a copy of the migrated one that this run made first, else an empty one. */
export function createOnServer(server: string, template: string | null = inject('postgresTemplate')) {
  return createDatabase(server, `test_${randomBytes(8).toString('hex')}`, template)
}
