import pg from 'pg'
import { postgresFailure } from '../../platform/db/open-error'
import { isLoopback } from '../../platform/env'
import { type Finding, ok, problem, warning } from './finding'

const oldest = 15
/** A console uses up to 12. */
const connections = 12
const mostClockMs = 2_000

type Facts = {
  version: number
  encoding: string
  now: Date
  has_icu: boolean
  has_trgm: boolean
  may_create: boolean
  is_encrypted: boolean
  free: number
}

/** The server behind DATABASE_URL, and behind DATABASE_OWNER_URL where that is set. Changes nothing. */
export async function checkPostgres(url: string, ownerUrl: string | undefined): Promise<Finding[]> {
  const findings = await withClients('DATABASE_URL', url, clients => examine('DATABASE_URL', url, clients, !ownerUrl))
  if (!ownerUrl) return findings
  return [
    ...findings,
    ...(await withClients('DATABASE_OWNER_URL', ownerUrl, async ([client]) => {
      const [facts] = (await client.query<Facts>(factsQuery)).rows
      return facts ? checkRights('DATABASE_OWNER_URL', facts) : []
    })),
  ]
}

type Clients = readonly [pg.Client, pg.Client]

async function withClients(setting: string, url: string, work: (clients: Clients) => Promise<Finding[]>) {
  const clients: Clients = [client(url), client(url)]
  try {
    for (const one of clients) await one.connect()
    return await work(clients)
  } catch (error) {
    return [problem(setting, postgresFailure(setting, url, error).message, 'Run this command again after that.')]
  } finally {
    for (const one of clients) await one.end().catch(() => undefined)
  }
}

function client(connectionString: string): pg.Client {
  const one = new pg.Client({ connectionString, connectionTimeoutMillis: 5_000, query_timeout: 5_000 })
  one.on('error', () => undefined)
  return one
}

const factsQuery = `select current_setting('server_version_num')::int / 10000 as version,
  pg_encoding_to_char(encoding) as encoding,
  clock_timestamp() as now,
  exists (select from pg_collation where collname = 'und-x-icu') as has_icu,
  exists (select from pg_extension where extname = 'pg_trgm') as has_trgm,
  has_database_privilege(oid, 'create') and has_schema_privilege('public', 'create') as may_create,
  coalesce((select ssl from pg_stat_ssl where pid = pg_backend_pid()), false) as is_encrypted,
  current_setting('max_connections')::int - (select count(*)::int from pg_stat_activity) as free
  from pg_database where datname = current_database()`

async function examine(setting: string, url: string, clients: Clients, owns: boolean): Promise<Finding[]> {
  const asked = Date.now()
  const [facts] = (await clients[0].query<Facts>(factsQuery)).rows
  if (!facts) return []
  const { hostname } = new URL(url)
  return [
    facts.version >= oldest
      ? ok(setting, `PostgreSQL ${facts.version} at ${hostname} answers.`)
      : problem(setting, `PostgreSQL ${facts.version} is too old.`, `Use PostgreSQL ${oldest} or newer.`),
    ...(await checkPooler(setting, clients)),
    ...checkEncryption(setting, url, facts),
    facts.encoding === 'UTF8'
      ? ok('Encoding', 'UTF8.')
      : problem(
          'Encoding',
          `The database is in ${facts.encoding}.`,
          "Create a database with: create database … encoding 'UTF8' template template0",
        ),
    facts.has_icu
      ? ok('Collation', 'ICU collations are available.')
      : problem(
          'Collation',
          'The server was built without ICU, which searches need.',
          'Use a build with ICU, as all packaged ones are.',
        ),
    ...(owns ? checkRights(setting, facts) : []),
    checkClock('Clock of the database', asked, facts.now.getTime(), Date.now()),
    facts.free >= connections
      ? ok('Connections', `${facts.free} are free.`)
      : warning(
          'Connections',
          `${facts.free} are free; a console uses up to ${connections}.`,
          'Raise max_connections of the server.',
        ),
  ]
}

function checkRights(setting: string, { may_create, has_trgm }: Facts): Finding[] {
  if (may_create) {
    const trigrams = has_trgm ? 'pg_trgm is installed' : 'the first start installs pg_trgm'
    return [ok(setting, `Its role can create tables; ${trigrams}.`)]
  }
  return [
    problem(
      setting,
      'Its role cannot create tables.',
      'Let it own the database, or set DATABASE_OWNER_URL to the role that does.',
    ),
  ]
}

function checkEncryption(setting: string, url: string, { is_encrypted }: Facts): Finding[] {
  const { hostname } = new URL(url)
  // Without a host the connection is a socket of this machine.
  if (is_encrypted || hostname === '' || isLoopback(url)) return []
  return [
    warning(
      setting,
      `The connection to ${hostname} is not encrypted.`,
      'Add ?sslmode=verify-full to the address, unless a private network protects it.',
    ),
  ]
}

/** A pooler in transaction mode gives each transaction any free connection: a session's locks and settings are lost. */
async function checkPooler(setting: string, [one, other]: Clients): Promise<Finding[]> {
  const pid = async (client: pg.Client) =>
    (await client.query<{ pid: number }>('select pg_backend_pid() as pid')).rows[0]?.pid
  const first = await pid(one)
  await other.query('begin')
  const second = await pid(other)
  const again = await pid(one)
  await other.query('rollback')
  if (first === again && first !== second) return []
  return [
    problem(
      setting,
      'The connection goes to a pooler in transaction mode, where session locks and settings do not work.',
      'Connect to PostgreSQL itself, or set the pooler to session mode.',
    ),
  ]
}

/** @param seen the other clock's time at some moment between `before` and `after` of this clock; milliseconds */
export function checkClock(about: string, before: number, seen: number, after: number): Finding {
  const off = seen < before ? seen - before : seen > after ? seen - after : 0
  if (Math.abs(off) <= mostClockMs) return ok(about, 'Agrees with this machine.')
  return warning(
    about,
    `It is ${Math.round(Math.abs(off) / 1_000)} s ${off > 0 ? 'ahead of' : 'behind'} this machine’s.`,
    'Set both by NTP: sessions, leases and the audit rely on the time.',
  )
}
