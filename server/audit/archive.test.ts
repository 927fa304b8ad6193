import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { desc, eq, lte, sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadAuditSearch } from '@/lib/audit'
import { systemContext } from '../context'
import type { Tx } from '../platform/db/client'
import { auditChain, auditEvents } from '../platform/db/schema'
import { type TestConsole, testConsole } from '../testing/context'
import { readHead } from './append'
import { makeArchive, removeArchived } from './archive'
import { ArchiveError, readArchive } from './archive-file'
import { startCheckpoints } from './checkpoints'
import { listAudit } from './list'
import { recordEvent } from './record'
import { openRecord } from './seal'
import { fillRecord, sampleRow } from './testing/rows'
import { verifyRecord } from './verify'

// The record of a console that is old: rows from before the chain, rows of the chain with checkpoints, and new ones.

const genesisRows = 30
const size = 1_300

let console_: TestConsole
let folder: string
const file = (name: string) => path.join(folder, name)

beforeAll(async () => {
  console_ = await testConsole({ sandbox: { accounts: 0 } })
  folder = mkdtempSync(path.join(os.tmpdir(), 'archive-'))
  const { db, auditChain: chain } = console_.services
  await db.execute(sql`alter table audit_chain disable trigger all`)
  await db.delete(auditChain)
  await db
    .insert(auditEvents)
    .values(Array.from({ length: genesisRows }, (_, at) => ({ ...sampleRow(at), id: at * 2 + 1 })))
  await openRecord(db, chain)
  await db.execute(sql`alter table audit_chain enable trigger all`)
  const checkpoints = startCheckpoints(console_.services, `${folder}/`)
  for (let from = 0; from < size; from += 250) {
    await fillRecord(db, chain, Math.min(250, size - from), from)
    await checkpoints.write()
  }
  await checkpoints.stop()
})
afterAll(async () => {
  console_.services.auditChain.checkpoints = null
  await console_.close()
  rmSync(folder, { recursive: true, force: true })
})

/** By sampleRow, row `n` of the chain is this many milliseconds after the first. */
const timeOf = (row: number) => new Date(Date.UTC(2026, 0, 1) + row * 977)
const idOf = (row: number) => genesisRows * 2 - 1 + row + 1
const later = (services: TestConsole['services']) => ({ ...services, now: () => new Date('2027-01-01T00:00:00Z') })
const archive = (name: string, before: Date) => makeArchive(later(console_.services), file(name), before)
const remove = (name: string, isDryRun = false) => removeArchived(later(console_.services), file(name), isDryRun)
const verify = (...names: string[]) => verifyRecord(console_.services, names.map(file))
const newest = async () => (await readHead(console_.services.db))?.lastId ?? 0

async function withoutGuard(run: (tx: Tx) => Promise<unknown>, look: () => Promise<unknown>): Promise<void> {
  const { db } = console_.services
  await db.execute(sql`alter table audit_events disable trigger all`)
  await db.transaction(run)
  await look()
  await db.execute(sql`alter table audit_events enable always trigger audit_events_append_only`)
}

describe('an archive', () => {
  it('is refused for entries that are too young, and where there is nothing to archive', async () => {
    await expect(makeArchive(console_.services, file('young'), console_.clock.now)).rejects.toThrow('last 90 days stay')
    await expect(archive('none', new Date('2020-01-01'))).rejects.toThrow('no entries from before that day')
  })

  it('is refused in words where its file cannot be written or read', async () => {
    const written = archive('missing/first', timeOf(617))
    await expect(written).rejects.toThrow(/^No archive was made: .*missing\/first cannot be written \(ENOENT/)
    await expect(written).rejects.toBeInstanceOf(ArchiveError)
    await expect(remove('')).rejects.toThrow(/^The archive .* cannot be read \(EISDIR/)
  })

  it('holds every entry from before the day, up to a checkpoint, and removes nothing', async () => {
    const before = await newest()
    const made = await archive('first', timeOf(617))
    // Checkpoints are after every 250 rows.
    expect(made).toMatchObject({
      after: null,
      lastId: idOf(499),
      rows: genesisRows + 500,
      count: genesisRows + 500,
    })
    expect(await readArchive(file('first'), console_.services.auditChain)).toEqual(made)
    const [last] = await console_.services.db.select().from(auditEvents).orderBy(desc(auditEvents.id)).limit(1)
    expect(last).toMatchObject({
      id: before + 1,
      action: 'audit.archive',
      detail: { upTo: made.lastId, file: 'first' },
    })
    expect(await verify()).toMatchObject({ ok: true, archived: null, rows: genesisRows + size + 1 })
    expect(await verify('first')).toMatchObject({ ok: true, archiveRows: genesisRows + 500 })
    await expect(archive('first', timeOf(617))).rejects.toThrow('exists already')
  })

  it('is refused after any change, and the first bad row is named', async () => {
    const lines = gunzipSync(readFileSync(file('first')))
      .toString()
      .split('\n')
    const edits: [what: string, edit: (lines: string[]) => string[], words: RegExp][] = [
      [
        'a value',
        all => all.with(300, (all[300] ?? '').replace('"actor_name":"', '"actor_name":"x')),
        /row 3\d\d is not what/,
      ],
      ['a row is missing', all => all.toSpliced(350, 1), /row 3\d\d is missing/],
      [
        'two rows changed places',
        all => all.with(400, all[401] ?? '').with(401, all[400] ?? ''),
        /row 4\d\d is missing/,
      ],
      [
        'a row from before the chain',
        all => all.with(3, (all[3] ?? '').replace('"actor_role":"manager"', '"actor_role":"owner"')),
        /up to 59 are not what/,
      ],
      ['cut at a row', all => all.slice(0, 410), /ends too early|a part of it is missing/],
      [
        'the end of another',
        all => all.with(-2, (all.at(-2) ?? '').replace(/"rows":\d+/, '"rows":1')),
        /changed without the key/,
      ],
      ['rows after the end', all => [...all.slice(0, -1), all[450] ?? '', ''], /changed without the key/],
      [
        'the header',
        all => all.with(0, (all[0] ?? '').replace('"after":null', '"after":null,"x":1')),
        /changed without the key/,
      ],
    ]
    for (const [what, edit, words] of edits) {
      const text = edit(lines).join('\n')
      writeFileSync(file('edited'), gzipSync(text.endsWith('\n') ? text : `${text}\n`))
      await expect(readArchive(file('edited'), console_.services.auditChain), what).rejects.toThrow(words)
    }
    await expect(remove('edited')).rejects.toThrow('changed without the key')
    expect((await verify('edited')).finding).toMatchObject({
      kind: 'archive',
      words: expect.stringContaining('changed without the key'),
    })
    writeFileSync(file('edited'), readFileSync(file('first')).subarray(0, 9_000))
    await expect(remove('edited')).rejects.toThrow('ends too early')
  })
})

describe('removing what was archived', () => {
  it('says in a dry run what it would remove, and removes exactly that', async () => {
    const { db } = console_.services
    const rows = await db.$count(auditEvents)
    const expected = { rows: genesisRows + 500, lastId: idOf(499) }
    expect(await remove('first', true)).toMatchObject(expected)
    expect(await db.$count(auditEvents)).toBe(rows)
    expect(await remove('first')).toMatchObject(expected)
    // One row more: the removal is on record.
    expect(await db.$count(auditEvents)).toBe(rows - expected.rows + 1)
    await expect(remove('first')).rejects.toThrow('removed already')
    // The guard is back.
    await expect(db.delete(auditEvents)).rejects.toThrow()
  })

  it('leaves a record that is verified with its archive, and without it with a warning', async () => {
    expect(await verify()).toMatchObject({
      ok: true,
      archived: { lastId: idOf(499), rows: genesisRows + 500 },
      warnings: [expect.stringContaining('were archived and removed')],
    })
    expect(await verify('first')).toMatchObject({ ok: true, archiveRows: genesisRows + 500, warnings: [] })
    const owner = await console_.as('owner')
    await recordEvent(console_.services.db, systemContext(console_.services, 'test'), {
      action: 'session.sign_in',
      outcome: 'succeeded',
    })
    expect(await verify('first')).toMatchObject({ ok: true })
    const page = await listAudit(owner, loadAuditSearch({ before: String(idOf(502)), size: '25' }))
    expect(page).toMatchObject({ older: false, archivedUpTo: timeOf(499).toISOString() })
    expect((await listAudit(owner, loadAuditSearch({}))).archivedUpTo).toBeNull()
  })

  it('continues after an interruption, and a further archive continues the first', async () => {
    const made = await archive('second', timeOf(1_275))
    expect(made).toMatchObject({ after: { lastId: idOf(499) }, lastId: idOf(1_249), count: 750 })
    // Interrupted: the first of two steps is done.
    const { db, auditChain: chain } = console_.services
    const head = await readHead(db)
    const [at] = await db
      .select()
      .from(auditEvents)
      .where(eq(auditEvents.id, idOf(749)))
    if (!head || !at) throw new Error('no rows')
    await withoutGuard(
      async tx => {
        await tx.delete(auditEvents).where(lte(auditEvents.id, idOf(749)))
        const moved = {
          ...head,
          archivedId: at.id,
          archivedRows: genesisRows + 750,
          archivedHash: at.hash,
          archivedAt: at.at,
        }
        await tx.update(auditChain).set({ ...moved, mac: chain.headMac(moved) })
      },
      async () => expect(await verify('first', 'second')).toMatchObject({ ok: true, archiveRows: genesisRows + 1_250 }),
    )
    expect(await remove('second')).toMatchObject({ rows: 500, lastId: idOf(1_249) })
    expect(await verify('second', 'first')).toMatchObject({ ok: true, archiveRows: genesisRows + 1_250 })
  })

  it('a gap between archives, or one that is left out, is found', async () => {
    expect((await verify('second')).finding).toMatchObject({
      row: 1,
      words: expect.stringContaining('in none of the named'),
    })
    expect((await verify('first')).finding).toMatchObject({
      row: idOf(500),
      words: expect.stringContaining('in none of the named'),
    })
    expect((await verify('first', 'first', 'second')).finding?.words).toContain('Name each part once')
    await expect(remove('first')).rejects.toThrow(/does not continue|removed already/)
  })

  it('rows removed without an archive, a start moved without the key, and rows put back are found', async () => {
    const { db } = console_.services
    const undo = new Error('undo')
    const findingAfter = async (run: (tx: Tx) => Promise<unknown>) => {
      let finding: unknown
      await db
        .transaction(async tx => {
          await tx.execute(sql`alter table audit_events disable trigger all`)
          await run(tx)
          finding = (await verifyRecord({ ...console_.services, db: tx })).finding
          throw undo
        })
        .catch(error => {
          if (error !== undo) throw error
        })
      return finding
    }
    const first = idOf(1_250)
    const removed = (tx: Tx) => tx.delete(auditEvents).where(lte(auditEvents.id, first + 9))
    expect(await findingAfter(removed)).toMatchObject({ kind: 'missing', row: first })
    const [at] = await db
      .select()
      .from(auditEvents)
      .where(eq(auditEvents.id, first + 9))
    expect(
      await findingAfter(async tx => {
        await removed(tx)
        await tx.update(auditChain).set({ archivedId: first + 9, archivedHash: at?.hash ?? '' })
      }),
    ).not.toBeNull()
    expect(await findingAfter(tx => tx.insert(auditEvents).values({ ...sampleRow(1), id: 7 }))).toMatchObject({
      kind: 'inserted',
      row: 7,
    })
    expect(await findingAfter(tx => tx.update(auditChain).set({ archivedId: null }))).not.toBeNull()
  })

  it('a checkpoint of removed rows must agree with the archive', async () => {
    const kept = readFileSync(file('audit-checkpoints.jsonl'), 'utf8')
    const { auditChain: chain } = console_.services
    const facts = {
      at: '2026-01-01T00:00:00.000Z',
      lastId: idOf(499),
      rows: genesisRows + 500,
      hash: 'of another chain',
    }
    writeFileSync(
      file('audit-checkpoints.jsonl'),
      `${kept}${JSON.stringify({ ...facts, mac: chain.checkpointMac(facts) })}\n`,
    )
    expect((await verify('first', 'second')).finding).toMatchObject({ kind: 'archive', row: idOf(499) })
    writeFileSync(file('audit-checkpoints.jsonl'), kept)
    expect(await verify('first', 'second')).toMatchObject({ ok: true })
  })
})

it('an archive leaves the newest entry in the database, also when every entry is from before the day', async () => {
  const { auditChain: chain } = console_.services
  const { checkpoints } = chain
  chain.checkpoints = null
  const last = await newest()
  const services = { ...console_.services, now: () => new Date('2028-01-01T00:00:00Z') }
  const made = await makeArchive(services, file('third'), new Date('2027-06-01'))
  expect(made).toMatchObject({ after: { lastId: idOf(1_249) }, lastId: last - 1 })
  chain.checkpoints = checkpoints
})
