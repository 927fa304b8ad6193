import pg from 'pg'
import { expect, test } from 'vitest'
import { startPostgres } from './postgres'

test('a temporary PostgreSQL ends when told to, with a connection open, and is gone', {
  timeout: 60_000,
}, async context => {
  const server = await startPostgres()
  if (!server) return context.skip('no PostgreSQL server is installed')
  const client = new pg.Client({ connectionString: server.url })
  const lost = new Promise(resolve => client.on('error', resolve))
  await client.connect()
  await server.stop()
  await lost
  await expect(new pg.Client({ connectionString: server.url }).connect()).rejects.toThrow(/ECONNREFUSED/)
})
