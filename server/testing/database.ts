import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { pg_trgm } from '@electric-sql/pglite/contrib/pg_trgm'
import pg from 'pg'
import { type AuditChain, createAuditChain } from '@/server/audit/chain'
import { openRecord } from '@/server/audit/seal'
import { type OpenDatabase, openDatabase, wrapPglite } from '@/server/db/client'

/** The server to test on, when it is PostgreSQL: `npm test` sets it for its second round. */
const postgresUrl = process.env.TEST_DATABASE_URL

/** What every test's record is sealed with. */
export const testSecret = 'the key of a record in a test, long enough'
export const testChain = createAuditChain(testSecret)

export type TestDatabase = OpenDatabase & {
  /** As another process has it: through a pool of its own. The embedded one has one connection, and gives that. */
  another(): Promise<OpenDatabase>
  /** Null = the embedded one. */
  url: string | null
}

/** Runs one text of any number of statements. */
export type RunSql = (text: string) => Promise<unknown>

/**
 * A migrated database of its own for one test file, on whichever of the two this round tests; its record is begun.
 * @param before puts an older database into the empty one before it is migrated
 */
export async function testDatabase(
  auditChain: AuditChain = testChain,
  before?: (run: RunSql) => Promise<void>,
): Promise<TestDatabase> {
  const opened = await (postgresUrl ? onPostgres(postgresUrl, before) : onPglite(before))
  await openRecord(opened.db, auditChain)
  return opened
}

/** A folder made by initdb takes five seconds, loading a copy of one takes one. */
async function onPglite(before?: (run: RunSql) => Promise<void>): Promise<TestDatabase> {
  const folder = path.join(os.tmpdir(), 'reseller-console-test')
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
  const client = await PGlite.create({ loadDataDir: new Blob([readFileSync(template)]), extensions: { pg_trgm } })
  await before?.(text => client.exec(text))
  const opened = await wrapPglite(client)
  return { ...opened, url: null, another: async () => ({ ...opened, close: async () => {} }) }
}

async function onPostgres(url: string, before?: (run: RunSql) => Promise<void>): Promise<TestDatabase> {
  const name = `test_${randomBytes(8).toString('hex')}`
  await withClient(url, run => run(`create database ${name}`))
  const own = new URL(url)
  own.pathname = `/${name}`
  if (before) await withClient(own.href, before)
  const opened = await openDatabase({ databaseUrl: own.href, dataDir: '' })
  return {
    ...opened,
    url: own.href,
    another: () => openDatabase({ databaseUrl: own.href, dataDir: '' }),
    close: async () => {
      await opened.close()
      await withClient(url, run => run(`drop database if exists ${name} with (force)`))
    },
  }
}

async function withClient(url: string, work: (run: RunSql) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await work(text => client.query(text))
  } finally {
    await client.end()
  }
}
