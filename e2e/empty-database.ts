import { cpSync, existsSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { runFolder } from './run-folder'

const template = () => path.join(runFolder(), 'empty-pglite')

/** An embedded database that nobody has used: making one takes a console five seconds of its start, copying it a tenth. */
export async function makeEmptyDatabase(): Promise<void> {
  const { PGlite } = await import('@electric-sql/pglite')
  const { pg_trgm } = await import('@electric-sql/pglite/contrib/pg_trgm')
  const { drizzle } = await import('drizzle-orm/pglite')
  const { migrate } = await import('drizzle-orm/pglite/migrator')
  const client = await PGlite.create({ dataDir: template(), extensions: { pg_trgm } })
  await migrate(drizzle(client), { migrationsFolder: 'server/platform/db/migrations' })
  await client.close()
}

export function copyEmptyDatabase(dataDir: string): void {
  if (existsSync(template())) cpSync(template(), path.join(dataDir, 'pglite'), { recursive: true })
}

/** Whether a file of a console's data is unchanged since the database was copied. */
export function isUnused(file: string): boolean {
  const [, inDatabase] = file.split(`${path.sep}pglite${path.sep}`)
  const copied = inDatabase && path.join(template(), inDatabase)
  const size = copied && statSync(copied, { throwIfNoEntry: false })?.size
  return size === statSync(file).size && readFileSync(file).equals(readFileSync(String(copied)))
}
