import 'server-only'
import { randomBytes } from 'node:crypto'
import { eq, isNull } from 'drizzle-orm'
import { type AuditChain, type ChainHead, createAuditChain } from '../platform/audit-chain'
import type { Db } from '../platform/db/client'
import { binding } from '../platform/db/schema'
import { createVault, type Vault } from '../platform/vault'
import { RecordBrokenError, readHead } from './append'

type Keys = {
  AUDIT_KEY?: string | undefined
  AUTH_SECRET?: string | undefined
  AUTH_SECRET_PREVIOUS?: string | undefined
}

const purpose = 'the key of the record'

/**
 * The record's chain. Without AUDIT_KEY its key is one of its own from the first start on, kept in the database, sealed: changing
 * AUTH_SECRET seals it anew and leaves the record as it is. The database must be bound. Throws RecordBrokenError.
 */
export async function openRecordKey(db: Db, keys: Keys & { AUTH_SECRET: string }, vault: Vault): Promise<AuditChain> {
  if (keys.AUDIT_KEY) return createAuditChain(keys.AUDIT_KEY)
  // The head is read first: who began the record had kept its key before.
  const head = await readHead(db)
  const kept = await readKept(db)
  if (kept !== null) {
    const secret = opened(vault, kept)
    if (!vault.isCurrent(kept)) {
      await db
        .update(binding)
        .set({ recordKey: vault.seal(purpose, secret) })
        .where(eq(binding.recordKey, kept))
    }
    return createAuditChain(secret)
  }
  const secret = head ? secretOf(head, keys) : randomBytes(32).toString('base64')
  if (secret === null) {
    throw new RecordBrokenError(
      'The record of this database was begun with another key. Set AUDIT_KEY to it. Where AUDIT_KEY was never set, set AUTH_SECRET_PREVIOUS to the former AUTH_SECRET.',
    )
  }
  const keptNow = await db
    .update(binding)
    .set({ recordKey: vault.seal(purpose, secret) })
    .where(isNull(binding.recordKey))
    .returning({ id: binding.id })
  if (keptNow.length > 0) return createAuditChain(secret)
  // Another instance that starts at the same time was first.
  return createAuditChain(opened(vault, (await readKept(db)) ?? ''))
}

/**
 * The same to verify with: the database is only looked at. A record that was begun with none of the keys is for the verification to name.
 * Null where none is set. Throws RecordBrokenError.
 */
export async function findRecordKey(db: Db, keys: Keys): Promise<AuditChain | null> {
  if (keys.AUDIT_KEY) return createAuditChain(keys.AUDIT_KEY)
  if (!keys.AUTH_SECRET) return null
  const kept = await readKept(db)
  if (kept !== null) return createAuditChain(opened(createVault(keys.AUTH_SECRET, keys.AUTH_SECRET_PREVIOUS), kept))
  return createAuditChain(secretOf(await readHead(db), keys) ?? keys.AUTH_SECRET)
}

async function readKept(db: Db): Promise<string | null> {
  const [bound] = await db.select({ recordKey: binding.recordKey }).from(binding)
  return bound?.recordKey ?? null
}

function opened(vault: Vault, kept: string): string {
  const secret = vault.open(purpose, kept)
  if (secret !== null) return secret
  throw new RecordBrokenError(
    'The key of the record is sealed with another AUTH_SECRET. Set AUTH_SECRET_PREVIOUS to the former value beside the new one, or AUTH_SECRET back to it.',
  )
}

/** Which secret a record was begun with, from before its key was kept; null = none of these. */
function secretOf(head: ChainHead | null, { AUTH_SECRET, AUTH_SECRET_PREVIOUS }: Keys): string | null {
  const given = [AUTH_SECRET, AUTH_SECRET_PREVIOUS].filter(secret => secret !== undefined)
  return given.find(secret => createAuditChain(secret).keyId === head?.keyId) ?? null
}
