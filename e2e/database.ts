import { randomBytes } from 'node:crypto'
import { appendFileSync } from 'node:fs'
import path from 'node:path'
import pg from 'pg'
import { evidenceFolder } from './run-folder'

/** The PostgreSQL server of this round; undefined = consoles use the embedded database. */
const server = process.env.E2E_DATABASE_URL

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

/** A fresh, empty database and its address; null when this round tests the embedded one. */
export async function freshDatabase(): Promise<string | null> {
  if (!server) return null
  const name = `e2e_${randomBytes(8).toString('hex')}`
  await withClient(server, client => client.query(`create database ${name}`))
  const own = new URL(server)
  own.pathname = `/${name}`
  return own.href
}

/** Writes all its tables as text into the run's folder, for the canary, and drops it. */
export async function dropDatabase(url: string): Promise<void> {
  if (!server) return
  const name = new URL(url).pathname.slice(1)
  await withClient(url, client => dumpTables(sql => client.query(sql).then(answer => answer.rows), name))
  await withClient(server, client => client.query(`drop database if exists ${name} with (force)`))
}

type Row = Record<string, unknown>

/** Every row of every table as one line of JSON. A raw search of files would miss what PostgreSQL stores compressed. */
export async function dumpTables(query: (sql: string) => Promise<Row[]>, name: string): Promise<number> {
  const tables = await query(
    `select quote_ident(table_schema) || '.' || quote_ident(table_name) as name from information_schema.tables
     where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')`,
  )
  let rows = 0
  for (const table of tables) {
    const lines = await query(`select t::text as plain, to_jsonb(t)::text as json from ${String(table.name)} t`)
    rows += lines.length
    const text = lines.map(line => `${String(table.name)} ${String(line.plain)}\n${String(line.json)}\n`).join('')
    appendFileSync(path.join(evidenceFolder('tables'), `${name}.txt`), text)
  }
  return rows
}

/** Runs one statement in a console's PostgreSQL, as its administrator would. */
export function administer(url: string, sql: string, values: unknown[] = []): Promise<Row[]> {
  return withClient(url, async client => (await client.query<Row>(sql, values)).rows)
}
