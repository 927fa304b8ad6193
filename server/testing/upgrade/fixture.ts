import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { readMigrationFiles } from 'drizzle-orm/migrator'
import type { Role } from '@/lib/permissions'
import { usualPatience } from '@/server/context'
import { migrationsFolder } from '@/server/platform/db/schema-version'
import { makeFleet } from '@/server/sandbox/fleet'
import type { Checkpoint } from '../../audit/checkpoint-file'
import type { AccountPatch, NewAccount, Sandbox, SandboxOptions } from '../../sandbox/server'
import { type TestConsole, type TestConsoleOptions, testConsole } from '../context'
import type { TestPasskey } from '../passkey'
import type { shown } from './shown'

// A database as a released console left it: the rows in NAME.sql, the facts outside the database in NAME.json. NAME is
// the number of its last migration. Made by make.ts.

export const folder = path.join(import.meta.dirname, 'fixtures')

export type FixtureOperator = {
  id: string
  role: Role
  email: string
  password: string | null
  totpSecret: string | null
  recoveryCodes: string[]
  passkey: TestPasskey | null
}

export type Fixture = {
  about: string
  /** When it was left. */
  now: string
  keys: { authSecret: string; auditKey: string }
  operators: Record<string, FixtureOperator>
  /** The issuer and subject of the operator who uses single sign-on. */
  identity: { issuer: string; subject: string }
  /** The token of an invitation that nobody has accepted. */
  invitation: string
  checkpoints: Checkpoint[]
  /** The fleet at Telnyx: the sandbox's fleet for the seed, and its changes since. */
  telnyx: {
    seed: number
    accounts: number
    changed: Record<string, AccountPatch>
    added: NewAccount[]
    removed: string[]
  }
  /** The figures that the console showed when it was left. */
  shown: Awaited<ReturnType<typeof shown>>
}

/** Names of all fixtures, oldest first. */
export function fixtureNames(): string[] {
  return readdirSync(folder)
    .filter(file => file.endsWith('.sql'))
    .map(file => path.basename(file, '.sql'))
    .sort()
}

export function readFixture(name: string): Fixture & { sql: string } {
  const read = (kind: 'json' | 'sql') => readFileSync(path.join(folder, `${name}.${kind}`), 'utf8')
  return { ...(JSON.parse(read('json')) as Fixture), sql: read('sql') }
}

/**
 * A console of today on that old database, with the fleet as it was at Telnyx.
 * @param more SQL that adds to the database before it is upgraded
 */
export async function upgradedConsole(
  name: string,
  more = '',
): Promise<TestConsole & { fixture: Fixture & { sql: string } }> {
  const fixture = readFixture(name)
  const schema = readMigrationFiles({ migrationsFolder }).slice(0, Number(name) + 1)
  const console_ = await fixtureConsole(fixture, {
    before: async run => {
      await run(schema.flatMap(migration => migration.sql).join(';\n'))
      await run(fixture.sql)
      await run(more)
    },
  })
  const { sandbox } = console_
  for (const account of fixture.telnyx.added) sandbox.addAccount(account)
  for (const [id, patch] of Object.entries(fixture.telnyx.changed)) sandbox.mutate(id, patch)
  for (const id of fixture.telnyx.removed) sandbox.removeAccount(id)
  return { ...console_, fixture }
}

/** A console whose clock stands at the fixture's time; with the changes in `more`. */
export async function fixtureConsole(
  { now, keys, telnyx }: Pick<Fixture, 'now' | 'keys'> & { telnyx: Pick<Fixture['telnyx'], 'seed' | 'accounts'> },
  more: Pick<TestConsoleOptions, 'before' | 'database'> = {},
): Promise<TestConsole> {
  let clock = () => Date.parse(now)
  const sandbox: SandboxOptions = {
    seed: telnyx.seed,
    accounts: telnyx.accounts,
    key: 'the-managers-key-of-a-fixture',
    rateLimit: { limit: 100_000, windowSeconds: 1 },
    checkContract: false,
    now: () => clock(),
  }
  // A second look-up at this sandbox tells no more than the first.
  const patience = { ...usualPatience, probeSeconds: [2] }
  const settings = { disableGrace: 10, listLag: 0, patience }
  const console_ = await testConsole({ sandbox, keys, settings, ...more })
  console_.clock.now = new Date(now)
  clock = () => console_.clock.now.getTime()
  return console_
}

/** The changes of the seed's fleet, without any key of an account. */
export function changesSince(sandbox: Sandbox, seed: number, accounts: number): Fixture['telnyx'] {
  const born = new Map(makeFleet({ seed, accounts, cap: accounts }).accounts.map(account => [account.id, account]))
  const now = sandbox.accounts().map(({ api_key: _key, api_token: _token, ...account }) => account)
  const ids = new Set(now.map(account => account.id))
  const changed = now.flatMap(account => {
    const before = born.get(account.id)
    if (!before) return []
    const patch = Object.entries(account).filter(
      ([field, value]) => JSON.stringify(before[field as keyof typeof before]) !== JSON.stringify(value),
    )
    return patch.length > 0 ? [[account.id, Object.fromEntries(patch)] as const] : []
  })
  return {
    seed,
    accounts,
    changed: Object.fromEntries(changed),
    added: now.filter(account => !born.has(account.id)),
    removed: [...born.keys()].filter(id => !ids.has(id)),
  }
}
