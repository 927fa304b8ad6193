import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { sql } from 'drizzle-orm'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadAuditSearch } from '@/lib/audit'
import { addAccountNote } from '@/server/accounts/commands/notes'
import { makeArchive, removeArchived } from '@/server/audit/archive'
import { listAudit } from '@/server/audit/list'
import { recordEvent } from '@/server/audit/record'
import { openRecord } from '@/server/audit/seal'
import { verifyRecord } from '@/server/audit/verify'
import { execute } from '@/server/commands/define'
import type { Ctx, OperatorActor } from '@/server/context'
import { sweep } from '@/server/mirror/sweep'
import { type TestConsole, testConsole } from '../../testing/context'
import { testChain } from '../../testing/seal'
import { type OpenDatabase, openDatabase, openUnmigrated, sqlState } from './client'
import { DatabaseRoleError } from './roles'

const server = process.env.TEST_DATABASE_URL

describe.runIf(server)('a database role without ownership [PostgreSQL]', () => {
  const suffix = randomBytes(6).toString('hex')
  const [owner, app, name] = [`owner_${suffix}`, `app_${suffix}`, `roles_${suffix}`]
  let console_: TestConsole
  let opened: OpenDatabase
  let manager: Ctx<OperatorActor>

  const urlOf = (role: string | null, database = name) => {
    const url = new URL(server ?? '')
    if (role) {
      url.username = role
      url.password = 'test'
    }
    url.pathname = `/${database}`
    return url.href
  }

  async function administer(database: string, ...statements: string[]): Promise<void> {
    const client = new pg.Client({ connectionString: urlOf(null, database) })
    await client.connect()
    try {
      for (const statement of statements) await client.query(statement)
    } finally {
      await client.end()
    }
  }

  beforeAll(async () => {
    console_ = await testConsole({ sandbox: { accounts: 5 } })
    await administer(
      'postgres',
      `create role ${owner} login password 'test'`,
      `create role ${app} login password 'test'`,
      `create database ${name} owner ${owner}`,
    )
    opened = await openDatabase({ databaseUrl: urlOf(app), ownerUrl: urlOf(owner), dataDir: '' })
    await openRecord(opened.db, testChain)
    const as = await console_.as('manager')
    await opened.db.execute(
      sql`insert into operators (id, name, email, role, created_at) values (${as.actor.id}, 'Ana', 'ana@x.test', 'manager', now())`,
    )
    manager = { ...as, db: opened.db }
  })
  afterAll(async () => {
    await opened?.close()
    await console_.close()
    await administer(
      'postgres',
      `drop database if exists ${name} with (force)`,
      `drop role ${app}`,
      `drop role ${owner}`,
    )
  })

  it('is enough for the console: a sweep, commands, their audit', async () => {
    expect(await sweep(manager, 'start')).toMatchObject({ state: 'succeeded' })
    const { rows } = (await opened.db.execute(sql`select id from accounts limit 1`)) as unknown as {
      rows: { id: string }[]
    }
    await execute(addAccountNote, manager, { accountId: rows[0]?.id ?? '', text: 'Called back' })
    const page = await listAudit(manager, loadAuditSearch({}))
    expect(page.rows.map(row => row.action)).toContain('account.note')
    expect(await verifyRecord(manager)).toMatchObject({ ok: true })
  })

  it.each([
    `update audit_events set reason = 'x'`,
    'delete from audit_events',
    'truncate audit_events',
    'drop table audit_events',
    'alter table audit_events disable trigger all',
    'drop trigger audit_events_append_only on audit_events',
    'create trigger mine before insert on audit_events for each row execute function audit_append_only()',
    'create or replace function audit_append_only() returns trigger language plpgsql as $$ begin return null; end $$',
    'drop function audit_append_only() cascade',
    'alter table audit_events owner to current_user',
    `set session_replication_role = 'replica'`,
    'delete from audit_chain',
    'truncate audit_chain',
    'alter table audit_chain disable trigger all',
    `set role ${owner}`,
  ])('cannot %s', async statement => {
    const error = await opened.db.execute(sql.raw(statement)).then(
      () => null,
      (thrown: unknown) => thrown,
    )
    expect(sqlState(error)).toBe('42501')
  })

  it('cannot remove what was archived; the owner can, and the record stays intact', async () => {
    const before = new Date(manager.now().getTime() + 1_000)
    console_.clock.forward(10)
    await recordEvent(manager.db, manager, { action: 'session.sign_out', outcome: 'succeeded' })
    const services = { ...manager, now: () => new Date(before.getTime() + 100 * 86_400_000) }
    const folder = mkdtempSync(path.join(os.tmpdir(), 'archive-'))
    const file = path.join(folder, 'archive')
    const { count } = await makeArchive(services, file, before)
    await expect(removeArchived(services, file, false)).rejects.toThrow()
    const owned = await openUnmigrated({ databaseUrl: urlOf(owner), dataDir: '' })
    expect(await removeArchived({ ...services, db: owned.db }, file, false)).toMatchObject({ rows: count })
    await owned.close()
    expect(await verifyRecord(manager, [file])).toMatchObject({ ok: true, archiveRows: count })
    rmSync(folder, { recursive: true })
  })

  it('has the same rights after another start', async () => {
    const again = await openDatabase({ databaseUrl: urlOf(app), ownerUrl: urlOf(owner), dataDir: '' })
    await expect(again.db.execute(sql`delete from audit_events`)).rejects.toThrow()
    await again.close()
  })

  it('is refused when it could act as the owner, with what to do', async () => {
    const start = (role: string | null) =>
      openDatabase({ databaseUrl: urlOf(role), ownerUrl: urlOf(owner), dataDir: '' })
    await expect(start(owner)).rejects.toThrow(DatabaseRoleError)
    await expect(start(owner)).rejects.toThrow('reassign owned by')
    await expect(start(null)).rejects.toThrow('has too many rights')
    await administer('postgres', `grant ${owner} to ${app}`)
    await expect(start(app)).rejects.toThrow(`member of their owner (${owner})`)
    await administer('postgres', `revoke ${owner} from ${app}`)
  })
})
