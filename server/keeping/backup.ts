import 'server-only'
import path from 'node:path'
import { sql } from 'drizzle-orm'
import type { Db, OpenDatabase, Tx } from '../platform/db/client'
import { rawRows } from '../platform/db/rows'
import { binding } from '../platform/db/schema'
import { appliedMigrations, knownMigrations } from '../platform/db/schema-version'
import { dumpTables, inSnapshot } from './dump'
import { BackupError, type BackupHeader, type BackupSums, newHeader, writeBackup } from './file'

export type BackupReport = {
  file: string
  bytes: number
  seconds: number
  takenAt: string
} & BackupSums

/** Writes one moment of the database to a new file, also beside running consoles. Throws BackupError. */
export async function backUp({ db, kind }: Pick<OpenDatabase, 'db' | 'kind'>, to: string): Promise<BackupReport> {
  const begun = performance.now()
  const file = path.resolve(to)
  return inSnapshot(db, async tx => {
    const header = await headerOf(tx, kind)
    const written = await writeBackup(file, header, dumpTables(tx))
    return { file, seconds: Math.round((performance.now() - begun) / 10) / 100, takenAt: header.takenAt, ...written }
  })
}

/** The header that is written before the rows. Throws BackupError for an empty database. */
export async function headerOf(tx: Db | Tx, kind: OpenDatabase['kind']): Promise<BackupHeader> {
  const applied = await appliedMigrations(tx)
  const last = applied.at(-1)
  if (!last) throw new BackupError('There is nothing to copy: no console has been started on this database yet.')
  const [about] = await rawRows<{ at: string; version: string }>(
    tx,
    sql`select to_char(now() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as at, current_setting('server_version') as version`,
  )
  // Only columns that every release had.
  const [bound] = await tx
    .select({ mode: binding.mode, baseUrl: binding.baseUrl, managerAccountId: binding.managerAccountId })
    .from(binding)
  return newHeader({
    schema: {
      migrations: applied.length,
      name: knownMigrations().find(one => one.hash === last.hash)?.name ?? null,
      hash: last.hash,
    },
    binding: bound ?? null,
    takenAt: about?.at ?? '',
    engine: `${kind === 'pglite' ? 'embedded database' : 'PostgreSQL'} ${about?.version ?? ''}`.trim(),
  })
}
