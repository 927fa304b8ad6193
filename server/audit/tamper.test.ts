import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { eq, getTableColumns, gt, inArray, type SQL, sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RecordFinding } from '@/lib/audit-report'
import type { OpenDatabase, Tx } from '@/server/platform/db/client'
import { auditChain, auditEvents } from '@/server/platform/db/schema'
import { createLogger } from '@/server/platform/log'
import { testDatabase } from '@/server/testing/database'
import { testSecret } from '@/server/testing/seal'
import { type ChainHead, createAuditChain } from '../platform/audit-chain'
import { readHead } from './append'
import { checkpointRows, startCheckpoints } from './checkpoints'
import { readChainRows } from './seal'
import { fillRecord, sampleRow } from './testing/rows'
import { verifyRecord } from './verify'
import { type KnownPlace, walkRecord } from './walk'

// The attacker here is the owner of the database, with the triggers off, but without the key.

// In `npm run test:full` as many rows as the requirement names; otherwise a fifth of them, with as many attacks.
const size = process.env.TEST_FULL === '1' ? 10_000 : 2_000
const places = 200
const seed = Number(process.env.TAMPER_SEED ?? Date.now() % 1_000_000)
const random = generator(seed)
const below = (limit: number) => Math.floor(random() * limit)
const rowId = (from = 1, to = size) => from + below(to - from + 1)

const chain = createAuditChain(testSecret)
const otherChain = createAuditChain('a key that somebody made up, long enough')
const folder = mkdtempSync(path.join(os.tmpdir(), 'checkpoints-'))

let database: OpenDatabase
/** Heads after every hundred rows: an attacker who copied the database earlier has them. */
const heads: ChainHead[] = []

beforeAll(async () => {
  database = await testDatabase()
  const checkpoints = startCheckpoints(
    { db: database.db, auditChain: chain, log: createLogger('silent', []), now: () => new Date() },
    `${folder}/`,
  )
  for (let from = 0; from < size; from += checkpointRows) {
    await fillRecord(database.db, chain, checkpointRows, from)
    await checkpoints.write()
    const head = await readHead(database.db)
    if (head) heads.push(head)
  }
  await checkpoints.stop()
  process.stdout.write(`tamper: TAMPER_SEED=${seed}, ${size} rows on ${database.kind}\n`)
}, 120_000)
afterAll(async () => {
  await database.close()
  rmSync(folder, { recursive: true, force: true })
})

type Tampering = { what: string; first: number; kinds: RecordFinding['kind'][]; run(tx: Tx): Promise<unknown> }

const columns = Object.values(getTableColumns(auditEvents))

/** Another value of the column's kind; null becomes an empty text, which looks the same on most screens. */
function edit(index: number, id = rowId()): Tampering {
  const column = columns[index % columns.length] ?? auditEvents.action
  const second = Math.floor(index / columns.length) % 2 === 1
  const name = sql.identifier(column.name)
  const set: Record<string, SQL> = {
    PgTimestamp: sql`${name} + interval '1 millisecond'`,
    PgJsonb: sql`case when ${name} is null then '{}'::jsonb when ${second} then null else ${name} || '{"x": 1.0}' end`,
    PgUUID: sql`gen_random_uuid()`,
    PgBigInt53: sql`${name} + 1000000`,
    PgText: sql`case when ${name} is null then '' when ${second} and ${name} <> '' then overlay(${name} placing 'x' from 1) else ${name} || ' ' end`,
  }
  const value = set[column.columnType]
  if (!value) throw new Error(`no edit for ${column.columnType}`)
  const moved = column.name === 'id'
  return {
    what: `edit ${column.name} of ${id}`,
    first: id,
    kinds: moved ? ['missing', 'tail'] : ['changed'],
    run: tx => tx.execute(sql`update audit_events set ${name} = ${value} where id = ${id}`),
  }
}

function remove(): Tampering {
  const id = rowId(1, size - 3)
  const ids = Array.from({ length: 1 + below(3) }, (_, index) => id + index)
  return {
    what: `delete ${ids}`,
    first: id,
    kinds: ['missing', 'tail'],
    run: tx => tx.delete(auditEvents).where(inArray(auditEvents.id, ids)),
  }
}

async function insertAt(tx: Tx, id: number): Promise<void> {
  const [copied] = await readChainRows(tx, rowId() - 1, 1)
  const hash = below(2) === 0 ? (copied?.hash ?? '') : createAuditChain(`made up ${id}`).start
  await tx.insert(auditEvents).values({ ...sampleRow(below(size)), id, hash })
}

/** Moves all following rows up by one to make room. */
function insertBetween(): Tampering {
  const id = rowId()
  return {
    what: `insert before ${id}`,
    first: id,
    kinds: ['inserted', 'changed'],
    run: async tx => {
      await tx.execute(sql`update audit_events set id = -(id + 1) where id >= ${id}`)
      await tx.execute(sql`update audit_events set id = -id where id < 0`)
      await insertAt(tx, id)
      await tx.update(auditChain).set({ lastId: size + 1, rows: size + 1 })
    },
  }
}

function insertAtEdge(index: number): Tampering {
  const id = [size + 1, 0, -7][index % 3] ?? 0
  return { what: `insert at ${id}`, first: id, kinds: ['inserted'], run: tx => insertAt(tx, id) }
}

/** Whole rows change places, or everything but their hashes. */
function swap(index: number, one = rowId(1, size - 1)): Tampering {
  const other = index % 4 === 0 ? one + 1 : rowId(one + 1)
  const whole = index % 2 === 0
  const moved = columns.filter(column => column.name !== 'id' && (whole || column.name !== 'hash'))
  const list = sql.join(
    moved.map(column => sql.identifier(column.name)),
    sql`, `,
  )
  const from = sql.join(
    moved.map(column => sql`o.${sql.identifier(column.name)}`),
    sql`, `,
  )
  return {
    what: `swap ${one} and ${other}${whole ? ' with their hashes' : ''}`,
    first: one,
    kinds: whole ? ['order'] : ['changed'],
    run: tx =>
      tx.execute(sql`
        update audit_events e set (${list}) = (select ${from} from audit_events o where o.id = ${one + other} - e.id)
        where e.id in (${one}, ${other})`),
  }
}

/** The end is cut off; the head stays, is written again without the key, or is an earlier one. */
function cut(index: number): Tampering {
  const hundreds = 1 + below(heads.length - 1)
  const left = index % 3 === 2 ? hundreds * checkpointRows : rowId(1, size - 1)
  const earlier = heads[hundreds - 1]
  return {
    what: `cut after ${left}, head ${['left', 'changed', 'of an earlier day'][index % 3]}`,
    first: left + 1,
    kinds: ['tail', 'head'],
    run: async tx => {
      const [last] = await readChainRows(tx, left - 1, 1)
      await tx.delete(auditEvents).where(gt(auditEvents.id, left))
      if (index % 3 === 1) await tx.update(auditChain).set({ lastId: left, lastHash: last?.hash ?? '', rows: left })
      if (index % 3 === 2) await tx.update(auditChain).set({ ...earlier })
    },
  }
}

/** Rewrites every hash from a row on, and the head, so that the chain is intact again under `key`. */
async function rechain(tx: Tx, from: number, key: typeof chain): Promise<void> {
  const [before] = from > 1 ? await readChainRows(tx, from - 2, 1) : []
  let hash = before?.hash ?? key.start
  const rows = await readChainRows(tx, from - 1, size)
  const hashes = rows.map(row => {
    hash = key.rowHash(hash, row.canonical)
    return hash
  })
  await tx.execute(sql`
    update audit_events e set hash = v.value from jsonb_array_elements_text(${JSON.stringify(hashes)}::jsonb) with ordinality as v(value, place)
    where e.id = ${from} - 1 + v.place`)
  const head = await readHead(tx)
  if (!head) throw new Error('no head')
  const next = { ...head, lastHash: hash, keyId: key.keyId }
  await tx.update(auditChain).set({ ...next, mac: key.headMac(next) })
}

function rebuild(): Tampering {
  const id = rowId(1, size - 1)
  return {
    what: `rebuild from ${id} with another key`,
    first: id,
    kinds: ['rebuilt'],
    run: async tx => {
      await tx.update(auditEvents).set({ reason: 'It was somebody else' }).where(eq(auditEvents.id, id))
      await rechain(tx, id, otherChain)
    },
  }
}

const undo = new Error('undo')

/** The finding after the tampering, which is rolled back. */
async function found<T>(run: (tx: Tx) => Promise<unknown>, look: (tx: Tx) => Promise<T>): Promise<T> {
  let seen: { value: T } | null = null
  await database.db
    .transaction(async tx => {
      await tx.execute(sql`alter table audit_events disable trigger all`)
      await run(tx)
      seen = { value: await look(tx) }
      throw undo
    })
    .catch(error => {
      if (error !== undo) throw error
    })
  if (!seen) throw new Error('nothing was looked at')
  return (seen as { value: T }).value
}

const verified = (tx: Tx) => verifyRecord({ db: tx, auditChain: chain, now: () => new Date() })

/**
 * Starts a few hundred rows earlier, where the untouched audit was verified: a full read per attack would take minutes.
 */
async function shortlyBefore(id: number): Promise<KnownPlace | undefined> {
  const lastId = id - 1 - below(400)
  if (lastId < 1) return undefined
  const [row] = await readChainRows(database.db, lastId - 1, 1)
  return row?.hash ? { lastId, hash: row.hash, rows: lastId } : undefined
}

/** The attacks that were not found, or not at the right row. */
async function wronglyFound(tamperings: readonly Tampering[]): Promise<string[]> {
  const wrong: string[] = []
  for (const [index, one] of tamperings.entries()) {
    // Every tenth attack is searched for from the first row on.
    const known = index % 10 === 0 || one.first < 1 ? undefined : await shortlyBefore(one.first)
    const finding = await found(one.run, async tx => {
      const walk = await walkRecord(tx, chain, known)
      return walk.finding ?? (await verified(tx)).finding
    })
    if (finding?.row !== one.first || !one.kinds.includes(finding.kind)) {
      wrong.push(`${one.what}: ${JSON.stringify(finding)}`)
    }
  }
  return wrong
}

describe('[4.4] tamper', () => {
  it('finds nothing in an untouched audit', async () => {
    expect(await verifyRecord({ db: database.db, auditChain: chain, now: () => new Date() })).toMatchObject({
      ok: true,
      finding: null,
      rows: size,
      lastId: size,
      checkpoints: { count: size / checkpointRows, uncovered: 0 },
      warnings: [],
    })
  })

  it(`finds edits, removals, insertions, swaps, cuts and rebuilt chains at ${places} random places, and names the first bad row`, async () => {
    const tamperings: Tampering[] = [
      ...Array.from({ length: 100 }, (_, index) => edit(index)),
      ...Array.from({ length: 30 }, remove),
      ...Array.from({ length: 6 }, insertBetween),
      ...Array.from({ length: 12 }, (_, index) => insertAtEdge(index)),
      ...Array.from({ length: 26 }, (_, index) => swap(index)),
      ...Array.from({ length: 20 }, (_, index) => cut(index)),
      ...Array.from({ length: 6 }, rebuild),
    ]
    expect(tamperings).toHaveLength(places)
    expect(await wronglyFound(tamperings)).toEqual([])
  }, 300_000)

  it('finds the same at the first and the last row', async () => {
    const tamperings = [
      ...columns.map((_, index) => edit(index, 1)),
      ...columns.map((_, index) => edit(index, size)),
      ...[0, 1].flatMap(index => [swap(index, 1), swap(index, size - 1)]),
    ]
    expect(await wronglyFound(tamperings)).toEqual([])
  }, 120_000)

  it('finds a chain that was rebuilt with the key, by the first checkpoint after it', async () => {
    const id = rowId(1, size - 1)
    const report = await found(async tx => {
      await tx.update(auditEvents).set({ reason: 'It was somebody else' }).where(eq(auditEvents.id, id))
      await rechain(tx, id, chain)
    }, verified)
    expect(report.finding).toMatchObject({ kind: 'rebuilt', row: Math.ceil(id / checkpointRows) * checkpointRows })
  })

  it('does not find a cut after the last checkpoint when an older head is restored (at most 100 rows or 10 s)', async () => {
    await fillRecord(database.db, chain, 50, size)
    const head = heads.at(-1)
    const cutTail = async (tx: Tx) => {
      await tx.delete(auditEvents).where(gt(auditEvents.id, size))
      await tx.update(auditChain).set({ ...head })
    }
    expect(await found(cutTail, verified)).toMatchObject({ ok: true, checkpoints: { uncovered: 0 } })
    expect(await found(async () => {}, verified)).toMatchObject({ ok: true, checkpoints: { uncovered: 50 } })
    // Without such a copy of the head, even this is found.
    const cutOnly = (tx: Tx) => tx.delete(auditEvents).where(gt(auditEvents.id, size))
    expect((await found(cutOnly, verified)).finding).toMatchObject({ row: size + 1, kind: 'tail' })
  })
})

/** mulberry32: the same attacks for the same seed. */
function generator(start: number): () => number {
  let state = start >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
