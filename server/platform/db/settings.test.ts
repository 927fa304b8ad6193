import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { sql } from 'drizzle-orm'
import { expect, it } from 'vitest'
import { testDatabase } from '../../testing/database'
import { type OpenDatabase, openDatabase } from './client'

const isPostgres = process.env.TEST_DATABASE_URL !== undefined

async function setting({ db }: OpenDatabase, name: string): Promise<unknown> {
  const { rows } = (await db.execute(sql`select current_setting(${name}) as value`)) as unknown as {
    rows: { value: string }[]
  }
  return rows[0]?.value
}

it.runIf(isPostgres)(
  'PostgreSQL does not JIT-compile our statements, because that takes longer than running them',
  async () => {
    const database = await testDatabase()
    expect(await setting(database, 'jit')).toBe('off')
    await database.close()
  },
)

it.skipIf(isPostgres)('the embedded database gets more buffers when it is large', async () => {
  const dataDir = mkdtempSync(path.join(os.tmpdir(), 'embedded-buffers-'))
  try {
    const buffers = async () => {
      const database = await openDatabase({ dataDir })
      const size = await setting(database, 'shared_buffers')
      await database.close()
      return size
    }
    expect(await buffers()).toBe('32MB')
    // As large as a fleet of 100,000 accounts; it takes no room on the disk.
    const large = path.join(dataDir, 'pglite', 'base', 'large')
    writeFileSync(large, '')
    truncateSync(large, 101_000_000)
    expect(await buffers()).toBe('128MB')
  } finally {
    rmSync(dataDir, { recursive: true, force: true })
  }
})
