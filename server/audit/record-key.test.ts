import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createAuditChain } from '../platform/audit-chain'
import { binding, auditChain as headTable } from '../platform/db/schema'
import { createVault } from '../platform/vault'
import { type TestConsole, testConsole } from '../testing/context'
import { RecordBrokenError } from './append'
import { findRecordKey, openRecordKey } from './record-key'
import { openRecord } from './seal'

const first = { AUTH_SECRET: 'the first secret of a console in a test' }
const changed = { AUTH_SECRET: 'what it was changed to, in the same test' }
const both = { ...changed, AUTH_SECRET_PREVIOUS: first.AUTH_SECRET }

let console_: TestConsole
beforeAll(async () => {
  console_ = await testConsole({ sandbox: { accounts: 0 } })
  await console_.services.db.execute(sql`alter table audit_chain disable trigger all`)
})
afterAll(() => console_.close())
beforeEach(async () => {
  const { db } = console_.services
  await db.delete(headTable)
  await db.delete(binding)
  await db.insert(binding).values({ mode: 'demo', baseUrl: console_.sandbox.url, createdAt: console_.clock.now })
})

type Keys = Parameters<typeof openRecordKey>[1]

const open = (keys: Keys, { db } = console_.services) =>
  openRecordKey(db, keys, createVault(keys.AUTH_SECRET, keys.AUTH_SECRET_PREVIOUS))

/** A start with these settings: the audit chain is started, or must continue. */
async function start(keys: Keys): Promise<string> {
  const chain = await open(keys)
  await openRecord(console_.services.db, chain)
  return chain.keyId
}

const kept = async () => (await console_.services.db.select().from(binding))[0]?.recordKey

describe('the audit key without AUDIT_KEY', () => {
  it('is created at the first start, and stays when AUTH_SECRET is changed as documented', async () => {
    const keyId = await start(first)
    expect(keyId).not.toBe(createAuditChain(first.AUTH_SECRET).keyId)
    expect(await start(first)).toBe(keyId)
    await expect(start(changed)).rejects.toThrow(RecordBrokenError)
    await expect(start(changed)).rejects.toThrow('AUTH_SECRET_PREVIOUS')
    expect(await start(both)).toBe(keyId)
    // That start sealed it again: the former secret is no longer needed.
    expect(await start(changed)).toBe(keyId)
    expect((await findRecordKey(console_.services.db, changed))?.keyId).toBe(keyId)
    await expect(start(first)).rejects.toThrow(RecordBrokenError)
  })

  it('stays AUTH_SECRET for an audit that was started with it, also after AUTH_SECRET has changed', async () => {
    const { keyId } = createAuditChain(first.AUTH_SECRET)
    const { db } = console_.services
    await openRecord(db, createAuditChain(first.AUTH_SECRET))
    await expect(start(changed)).rejects.toThrow(/started with another key.*AUTH_SECRET_PREVIOUS/)
    expect((await findRecordKey(db, changed))?.keyId, 'for the verification to name').not.toBe(keyId)
    expect((await findRecordKey(db, both))?.keyId).toBe(keyId)
    expect(await kept()).toBeNull()
    expect(await start(both)).toBe(keyId)
    expect(await start(changed)).toBe(keyId)
  })

  it('is the same for instances that start at the same time', async () => {
    const other = await console_.database.another()
    const chains = await Promise.all([open(first), open(first, { ...console_.services, db: other.db }), open(first)])
    expect(new Set(chains.map(({ keyId }) => keyId)).size).toBe(1)
    await other.close()
  })
})

describe('AUDIT_KEY', () => {
  it('is used as it is and stored nowhere', async () => {
    const keys = { ...first, AUDIT_KEY: 'a key of the record, set by hand' }
    expect(await start(keys)).toBe(createAuditChain(keys.AUDIT_KEY).keyId)
    expect(await kept()).toBeNull()
    expect(await start({ ...changed, AUDIT_KEY: keys.AUDIT_KEY })).toBe(createAuditChain(keys.AUDIT_KEY).keyId)
    await expect(start({ ...first, AUDIT_KEY: 'another key, set later' })).rejects.toThrow('AUDIT_KEY')
  })
})
