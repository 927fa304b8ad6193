import { inspect } from 'node:util'
import { eq, sql } from 'drizzle-orm'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { execute } from '@/server/commands/define'
import type { Ctx, OperatorActor } from '@/server/context'
import { openDatabase, sqlState } from '@/server/platform/db/client'
import { accountNotes, accounts, auditChain, auditEvents, commands } from '@/server/platform/db/schema'
import { type TestConsole, testConsole } from '@/server/testing/context'
import { testDatabase } from '@/server/testing/database'
import { testChain, testSecret } from '@/server/testing/seal'
import { addAccountNote } from '../accounts/commands/notes'
import { disableAccount } from '../accounts/commands/status'
import { createAuditChain } from '../platform/audit-chain'
import { appendRows, RecordBrokenError, readHead } from './append'
import { recordEvent } from './record'
import { openRecord } from './seal'
import { fillRecord, sampleRow } from './testing/rows'
import { verifyRecord } from './verify'

let console_: TestConsole
let manager: Ctx<OperatorActor>

beforeAll(async () => {
  console_ = await testConsole()
  manager = await console_.as('manager')
})
afterAll(() => console_.close())

const report = () => verifyRecord(console_.services)

describe('the key', () => {
  const secret = 'a secret that must never be read again'
  it('can be neither read from the chain nor logged with it', () => {
    const chain = createAuditChain(secret)
    for (const text of [JSON.stringify(chain), inspect(chain, { depth: 9, showHidden: true })]) {
      expect(text).not.toContain(secret)
      expect(text).not.toContain(Buffer.from(secret).toString('hex'))
    }
  })

  it('determines every hash: no hash matches under another key', () => {
    const [one, other] = [createAuditChain(secret), createAuditChain(`${secret}!`)]
    expect(one.rowHash(one.start, 'x')).toBe(createAuditChain(secret).rowHash(one.start, 'x'))
    expect([one.keyId, one.start, one.rowHash('a', 'b')]).not.toContain(other.rowHash('a', 'b'))
    expect(one.keyId).not.toBe(other.keyId)
  })
})

describe('written entries', () => {
  it('can be verified, whatever text people and Telnyx put into them', async () => {
    const text = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }), fc.string())
    const hostile = fc.record({
      reason: fc.option(text),
      label: text,
      detail: fc.dictionary(fc.string({ unit: 'grapheme-ascii' }), fc.jsonValue(), { maxKeys: 4 }),
      before: fc.jsonValue(),
      lone: fc.constantFrom('\ud800', 'a\0b', 'reason=1:x,', '\u202e', '\r\n'),
    })
    await fc.assert(
      fc.asyncProperty(hostile, async ({ reason, label, detail, before, lone }) => {
        await recordEvent(manager.db, manager, {
          action: 'account.note',
          target: { kind: 'account', id: lone, label },
          reason,
          detail: { ...detail, lone },
          changes: { name: [before, lone] },
          outcome: 'succeeded',
        })
      }),
      { numRuns: 100 },
    )
    expect(await report()).toMatchObject({ ok: true, finding: null })
  })

  it('form one chain, also when many are written in parallel', async () => {
    const before = (await readHead(manager.db))?.rows ?? 0
    await Promise.all(
      Array.from({ length: 40 }, () =>
        recordEvent(manager.db, manager, { action: 'session.sign_in', outcome: 'succeeded' }),
      ),
    )
    expect(await report()).toMatchObject({ ok: true, rows: before + 40 })
  })

  it('disappear with their rolled-back transaction, and leave no gap', async () => {
    const before = await readHead(manager.db)
    const undo = new Error('undo')
    const written = manager.db.transaction(async tx => {
      await appendRows(tx, testChain, [sampleRow(1), sampleRow(2)])
      throw undo
    })
    await expect(written).rejects.toThrow(undo)
    expect(await readHead(manager.db)).toEqual(before)
  })
})

describe('append-only', () => {
  it.each([
    ['update', sql`update audit_events set reason = 'x' where false`],
    ['delete', sql`delete from audit_events where false`],
    ['truncate', sql`truncate audit_events cascade`],
    ['delete', sql`delete from audit_chain`],
    ['truncate', sql`truncate audit_chain`],
  ])('%s is refused with a clear message: %#', async (verb, statement) => {
    const error = await manager.db.execute(statement).then(
      () => null,
      (thrown: unknown) => thrown,
    )
    expect(sqlState(error)).toBe('42501')
    expect(String((error as Error).cause)).toContain(`The record is append-only: ${verb} of audit_`)
  })
})

describe('no record, no action', () => {
  /** The audit is locked while `work` runs. */
  async function withoutRecord(work: () => Promise<void>): Promise<void> {
    const { db } = console_.services
    await db.execute(sql`alter table audit_events add constraint full_disk check (false) not valid`)
    try {
      await work()
    } finally {
      await db.execute(sql`alter table audit_events drop constraint full_disk`)
    }
  }

  async function anAccount(): Promise<string> {
    const [account] = console_.sandbox.accounts().filter(one => one.status === 'enabled')
    if (!account) throw new Error('no account')
    const now = manager.now()
    const values = { id: account.id, email: account.email, status: 'enabled' as const, statusSource: 'sweep' as const }
    await manager.db
      .insert(accounts)
      .values({ ...values, statusObservedAt: now, firstSeenAt: now, observedAt: now })
      .onConflictDoNothing()
    return account.id
  }

  it('a command sends nothing to Telnyx and leaves nothing behind', async () => {
    const accountId = await anAccount()
    console_.sandbox.clearCalls()
    await withoutRecord(async () => {
      const input = {
        accountId,
        reason: 'unpaid' as const,
        note: '',
        ticket: '',
        reviewOn: '',
        emergencyConfirmed: true,
      }
      await expect(execute(disableAccount, manager, input)).rejects.toThrow('audit_events')
      await expect(execute(addAccountNote, manager, { accountId, text: 'x' })).rejects.toThrow('audit_events')
    })
    expect(console_.sandbox.calls()).toEqual([])
    expect(await manager.db.select().from(commands)).toEqual([])
    expect(await manager.db.select().from(accountNotes)).toEqual([])
  })

  it('nothing is done when the head was changed without the key', async () => {
    const accountId = await anAccount()
    const head = await readHead(manager.db)
    await manager.db.update(auditChain).set({ lastHash: 'made up' })
    await expect(execute(addAccountNote, manager, { accountId, text: 'x' })).rejects.toThrow(RecordBrokenError)
    expect(await report()).toMatchObject({ ok: false, finding: { kind: 'head' } })
    await manager.db.update(auditChain).set({ lastHash: head?.lastHash ?? '' })
    expect(await manager.db.select().from(accountNotes)).toEqual([])
  })
})

describe('a start', () => {
  it('seals the rows from before the chain once, and later detects a change in them', async () => {
    const opened = await testDatabase()
    const { db } = opened
    const from = { db, auditChain: testChain, now: () => new Date() }
    await db.execute(sql`alter table audit_chain disable trigger all`)
    await db.delete(auditChain)
    await db.insert(auditEvents).values([3, 4, 9].map(id => ({ ...sampleRow(id), id })))
    await openRecord(db, testChain)
    await openRecord(db, testChain)
    await fillRecord(db, testChain, 20)
    expect(await verifyRecord(from)).toMatchObject({ ok: true, rows: 23, lastId: 29 })
    await db.execute(sql`alter table audit_events disable trigger all`)
    await db.update(auditEvents).set({ reason: 'other' }).where(eq(auditEvents.id, 4))
    expect(await verifyRecord(from)).toMatchObject({ ok: false, finding: { kind: 'genesis', row: 3 } })
    await db.delete(auditEvents).where(eq(auditEvents.id, 9))
    expect(await verifyRecord(from)).toMatchObject({ ok: false, finding: { kind: 'genesis', row: 3 } })
    await opened.close()
  })

  it('is refused with another key, and without the head', async () => {
    const opened = await testDatabase()
    await fillRecord(opened.db, testChain, 3)
    await expect(openRecord(opened.db, createAuditChain('another key'))).rejects.toThrow('started with another key')
    await opened.db.execute(sql`alter table audit_chain disable trigger all`)
    await opened.db.delete(auditChain)
    await expect(openRecord(opened.db, testChain)).rejects.toThrow('has no head')
    await opened.close()
  })
})

const url = process.env.TEST_DATABASE_URL

describe.runIf(url)('several instances on PostgreSQL', () => {
  it('write to one chain', async () => {
    const first = await testDatabase()
    const [named] = (await first.db.select({ name: sql<string>`current_database()` }).from(auditChain)) ?? []
    const address = new URL(url ?? '')
    address.pathname = `/${named?.name}`
    const second = await openDatabase({ databaseUrl: address.href, dataDir: '' })
    // Each instance has the key from its own settings.
    const chains = [testChain, createAuditChain(testSecret)]
    await Promise.all(
      [first, second].flatMap(({ db }, instance) =>
        Array.from({ length: 8 }, async (_, writer) => {
          for (let n = 0; n < 25; n += 1) {
            await recordEvent(
              db,
              { ...manager, auditChain: chains[instance] ?? testChain },
              {
                action: 'session.sign_in',
                reason: `${instance}/${writer}/${n}`,
                outcome: 'succeeded',
              },
            )
          }
        }),
      ),
    )
    expect(await verifyRecord({ db: second.db, auditChain: testChain, now: () => new Date() })).toMatchObject({
      ok: true,
      rows: 400,
      lastId: 400,
    })
    await second.close()
    await first.close()
  })
})
