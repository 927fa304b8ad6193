import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { sql } from 'drizzle-orm'
import { expect, it } from 'vitest'
import { testDatabase } from '../../testing/database'
import { openDatabase } from './client'
import { markMoved } from './moved'
import { knownMigrations, migrationsFolder, refuseNewerSchema } from './schema-version'

it('a release refuses a database that a newer release has upgraded, and names the migration', async () => {
  const database = await testDatabase()
  await refuseNewerSchema(database.db)
  const next = Date.parse('2040-05-06T00:00:00Z')
  await database.db.execute(
    sql`insert into drizzle.__drizzle_migrations (hash, created_at) values ('of a release to come', ${next})`,
  )
  const start = () =>
    database.url ? openDatabase({ databaseUrl: database.url, dataDir: '' }) : refuseNewerSchema(database.db)
  await expect(start()).rejects.toThrow(
    /newer release: its newest migration is from 2040-05-06, and the newest one of this release is 00/,
  )
  await database.close()
})

it('a console refuses to start on an embedded database that was moved', async () => {
  const dataDir = mkdtempSync(path.join(os.tmpdir(), 'moved-'))
  markMoved(dataDir, 'db.example.com/console', new Date('2026-12-01T08:00:00Z'))
  await expect(openDatabase({ dataDir })).rejects.toThrow(
    'Moved to PostgreSQL (db.example.com/console) on 2026-12-01 08:00 UTC.',
  )
  rmSync(dataDir, { recursive: true })
})

/** The last one that was released before the rule. */
const free = '0012_query_path'

/** What the release before cannot work with while both run (docs/operations.md). */
const contracts =
  /\bdrop\s+(?:table|column|function|view|type)\b|\brename\b|\bset\s+not\s+null\b|\bset\s+data\s+type\b|\balter\s+column\s+\S+\s+type\b|\badd\s+column\b(?![^;]*\bdefault\b)[^;]*\bnot\s+null\b/i

/** Statements that break the rule and are not marked. */
function breaking(text: string): string[] {
  return text
    .split('--> statement-breakpoint')
    .filter(statement => !/^\s*--\s*contract:\s*\S/m.test(statement))
    .map(statement => statement.replace(/--.*$/gm, '').trim())
    .filter(statement => contracts.test(statement))
}

it('a migration only adds; a statement that removes or narrows is marked with the release that stopped using it', () => {
  const names = knownMigrations().map(one => one.name)
  const later = names.slice(names.indexOf(free) + 1)
  const found = later.flatMap(name =>
    breaking(readFileSync(path.join(migrationsFolder, `${name}.sql`), 'utf8')).map(
      statement => `${name}: ${statement}`,
    ),
  )
  expect(found).toEqual([])
})

it.each([
  'alter table "accounts" drop column "email"',
  'DROP TABLE "views" CASCADE;',
  'alter table accounts rename column email to mail',
  'ALTER TABLE "jobs" ALTER COLUMN "reason" SET NOT NULL;',
  'ALTER TABLE "jobs" ALTER COLUMN "total" SET DATA TYPE bigint;',
  'ALTER TABLE "jobs" ADD COLUMN "owner" text NOT NULL;',
])('the rule detects: %s', statement => {
  expect(breaking(statement)).toHaveLength(1)
  expect(breaking(`-- contract: nothing has read it since 0.3\n${statement}`)).toEqual([])
})

it('the rule accepts statements that only add', () => {
  const text = [
    'CREATE TABLE "a" ("id" uuid PRIMARY KEY NOT NULL, "name" text NOT NULL);',
    'ALTER TABLE "a" ADD COLUMN "kept" boolean DEFAULT false NOT NULL;',
    'ALTER TABLE "a" ADD COLUMN "note" text;',
    'DROP INDEX "a_name";',
    '-- rename nothing here\nCREATE INDEX "a_kept" ON "a" USING btree ("kept");',
  ].join('--> statement-breakpoint\n')
  expect(breaking(text)).toEqual([])
})
