import 'server-only'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { openReadOnly } from '../platform/db/client'
import { markMoved, refuseMoved } from '../platform/db/moved'
import { headerOf } from './backup'
import { dumpTables, inSnapshot, type Part, sumTables, type TableSum } from './dump'
import { BackupError } from './file'
import { loadTables, makeSchema } from './load'
import { fillPlace, nameOfDatabase, requireKnownSchema } from './place'

export type Moved = { to: string; tables: Record<string, TableSum>; rows: number; seconds: number }

/**
 * Copies an embedded database, which no console may have open, into an empty PostgreSQL. Rows and hash of each table
 * are compared before the commit. Marks the source: no console starts on it. Throws BackupError.
 */
export async function moveToPostgres(
  dataDir: string,
  target: { databaseUrl: string; ownerUrl?: string | undefined },
  { now }: { now: () => Date },
): Promise<Moved> {
  const begun = performance.now()
  const to = nameOfDatabase(target.databaseUrl)
  if (!existsSync(path.join(dataDir, 'pglite'))) {
    throw new BackupError(`There is no embedded database in ${path.resolve(dataDir)} (DATA_DIR).`)
  }
  refuseMoved(dataDir)
  const source = await openReadOnly({ dataDir })
  try {
    const tables = await inSnapshot(source.db, async from => {
      const header = await headerOf(from, source.kind)
      requireKnownSchema(header)
      const sums = new Map<string, TableSum>()
      await fillPlace({ ...target, dataDir }, null, async tx => {
        await makeSchema(tx, header.schema.migrations)
        await loadTables(tx, noting(dumpTables(from), sums))
        compare(sums, await sumTables(tx), to)
      })
      return sums
    })
    markMoved(dataDir, to, now())
    const rows = [...tables.values()].reduce((sum, table) => sum + table.rows, 0)
    const seconds = Math.round((performance.now() - begun) / 10) / 100
    return { to, tables: Object.fromEntries(tables), rows, seconds }
  } finally {
    await source.close()
  }
}

async function* noting(parts: AsyncIterable<Part>, sums: Map<string, TableSum>): AsyncGenerator<Part, void> {
  for await (const part of parts) {
    if (part.kind === 'end') sums.set(part.name, part.sum)
    yield part
  }
}

function compare(from: ReadonlyMap<string, TableSum>, there: ReadonlyMap<string, TableSum>, to: string): void {
  const unlike = [...from].filter(([name, sum]) => {
    const copy = there.get(name)
    return copy?.rows !== sum.rows || copy.sha256 !== sum.sha256
  })
  if (unlike.length === 0 && there.size === from.size) return
  throw new BackupError(
    `The copy in ${to} differs from the source (${unlike.map(([name]) => name).join(', ') || 'another set of tables'}) and was undone. Nothing was changed.`,
  )
}
