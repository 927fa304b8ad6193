import net, { type AddressInfo } from 'node:net'
import pg from 'pg'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createOnServer } from '../../testing/database'
import { isReady } from '../../web/health'
import { createLogger } from '../log'
import { openDatabase } from './client'
import { DatabaseSilentError, databaseDownCause } from './down'
import { watchSilence } from './silence'

const server = process.env.TEST_DATABASE_URL

/**
 * A proxy between the console and its PostgreSQL. Frozen, it keeps every connection open and forwards nothing, like a
 * stopped server.
 */
async function freezer(url: string) {
  const target = new URL(url)
  const sockets = new Set<net.Socket>()
  let frozen = false
  const front = net.createServer(client => {
    const back = net.connect(Number(target.port), target.hostname)
    for (const socket of [client, back]) {
      sockets.add(socket)
      socket.on('error', () => {})
      socket.once('close', () => {
        client.destroy()
        back.destroy()
        sockets.delete(socket)
      })
    }
    client.on('data', bytes => back.write(bytes))
    back.on('data', bytes => client.write(bytes))
    if (frozen) client.pause()
  })
  await new Promise<void>(resolve => front.listen(0, '127.0.0.1', resolve))
  const own = new URL(url)
  own.port = String((front.address() as AddressInfo).port)
  const set = (next: boolean) => {
    frozen = next
    for (const socket of sockets) next ? socket.pause() : socket.resume()
  }
  return {
    url: own.href,
    freeze: () => set(true),
    thaw: () => set(false),
    close: () => {
      for (const socket of sockets) socket.destroy()
      return new Promise(resolve => front.close(resolve))
    },
  }
}

describe.skipIf(!server)('a database that stops answering', () => {
  let own: Awaited<ReturnType<typeof createOnServer>>
  let between: Awaited<ReturnType<typeof freezer>>
  let pool: pg.Pool
  let stop: () => void
  beforeEach(async () => {
    own = await createOnServer(server ?? '', null)
    between = await freezer(own.url)
    pool = new pg.Pool({ connectionString: between.url, max: 2 })
    pool.on('error', () => {})
    pool.on('connect', client => client.on('error', () => {}))
    stop = watchSilence(pool, between.url, { afterMs: 100, answerWithinMs: 2_000, everyMs: 20 })
    await pool.query('create table kept (line text)')
  })
  afterEach(async () => {
    stop()
    await pool.end()
    await between.close()
    await own.drop()
  })

  it('is given up in time, with a message that names it, and used again once it answers', async () => {
    between.freeze()
    const failure = await pool.query('select 1').catch(error => error)
    expect(failure).toBeInstanceOf(DatabaseSilentError)
    expect(databaseDownCause(failure)).toBe('the database does not answer')
    between.thaw()
    expect((await pool.query('select 1 as one')).rows).toEqual([{ one: 1 }])
  })

  it('makes an instance not ready in time, and ready again once it answers', async () => {
    const opened = await openDatabase({ databaseUrl: between.url, dataDir: '' })
    const lines: string[] = []
    const watched = { db: opened.db, log: createLogger('info', [], line => lines.push(line)) }
    expect(await isReady(watched, null)).toBe(true)
    between.freeze()
    expect(await isReady(watched, null, 100)).toBe(false)
    expect(lines.join('')).toContain('the database did not answer in time')
    between.thaw()
    expect(await isReady(watched, null)).toBe(true)
    await opened.close()
  })

  it('leaves no transaction open for the next query', async () => {
    const session = await pool.connect()
    await session.query('begin')
    await session.query("insert into kept values ('of a transaction that nobody ended')")
    between.freeze()
    await expect(session.query('select 1')).rejects.toThrow(DatabaseSilentError)
    await expect(session.query('rollback')).rejects.toThrow()
    session.release()
    between.thaw()
    await pool.query("insert into kept values ('of the next')")
    expect((await pool.query('select line from kept')).rows).toEqual([{ line: 'of the next' }])
  })

  it('keeps no statement of the console waiting forever', async () => {
    const opened = await openDatabase({ databaseUrl: own.url, dataDir: '' })
    const answer = (await opened.db.execute('show statement_timeout')) as unknown as { rows: unknown[] }
    expect(answer.rows).toEqual([{ statement_timeout: '30s' }])
    await opened.close()
  })

  it('is distinguished from a slow statement', async () => {
    await expect(pool.query('select pg_sleep(1)')).resolves.toBeDefined()
  })
})

describe.skipIf(!server)('a connection that breaks at the begin of a transaction', () => {
  it('costs the pool no place: after more of them than it has, it still serves', async () => {
    const own = await createOnServer(server ?? '', null)
    const opened = await openDatabase({ databaseUrl: own.url, dataDir: '' })
    const pool = opened.pool as pg.Pool
    const breakIt = (client: pg.PoolClient) =>
      (client as unknown as { connection: { stream: net.Socket } }).connection.stream.destroy()
    pool.on('acquire', breakIt)
    for (let broken = 0; broken <= pool.options.max; broken += 1) {
      await expect(opened.db.transaction(async () => {})).rejects.toThrow('Failed query: begin')
    }
    pool.off('acquire', breakIt)
    await opened.db.transaction(async tx => void (await tx.execute('select 1')))
    expect([pool.totalCount, pool.idleCount, pool.waitingCount]).toEqual([1, 1, 0])
    await opened.close()
    await own.drop()
  })
})

describe('the reason why a database cannot be reached', () => {
  it.each([
    [Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:5432'), { code: 'ECONNREFUSED' }), true],
    [new Error('Failed query', { cause: new Error('Connection terminated unexpectedly') }), true],
    [new Error('Failed query', { cause: Object.assign(new Error('shutting down'), { code: '57P01' }) }), true],
    [new AggregateError([Object.assign(new Error('refused'), { code: 'ECONNREFUSED' })]), true],
    [new Error('Failed query', { cause: Object.assign(new Error('duplicate key'), { code: '23505' }) }), false],
    [new TypeError('fetch failed', { cause: Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }) }), false],
    ['a text', false],
  ])('is distinguished from other failures: %s', (error, down) => {
    expect(databaseDownCause(error) !== null).toBe(down)
  })
})
