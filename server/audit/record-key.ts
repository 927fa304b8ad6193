import 'server-only'
import { randomBytes } from 'node:crypto'
import { eq, isNull } from 'drizzle-orm'
import { type AuditChain, type ChainHead, createAuditChain } from '../platform/audit-chain'
import type { Db } from '../platform/db/client'
import { binding } from '../platform/db/schema'
import { createVault, type Vault } from '../platform/vault'
import { RecordBrokenError, readHead } from './append'

export type RecordKeys = {
  AUDIT_KEY?: string | undefined
  AUTH_SECRET?: string | undefined
  AUTH_SECRET_PREVIOUS?: string | undefined
}

const purpose = 'the key of the record'

/**
 * The audit chain of this database. Without AUDIT_KEY its key is made at the first start and stored sealed in the
 * database: changing AUTH_SECRET only seals the key again. The database must be bound. Throws RecordBrokenError.
 */
export async function openRecordKey(
  db: Db,
  keys: RecordKeys & { AUTH_SECRET: string },
  vault: Vault,
): Promise<AuditChain> {
  if (keys.AUDIT_KEY) return createAuditChain(keys.AUDIT_KEY)
  // The head is read first: the key is stored before the chain is started.
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
      'The audit record of this database was started with another key. Set AUDIT_KEY to that key. If AUDIT_KEY was never set, set AUTH_SECRET_PREVIOUS to the former AUTH_SECRET.',
    )
  }
  const keptNow = await db
    .update(binding)
    .set({ recordKey: vault.seal(purpose, secret) })
    .where(isNull(binding.recordKey))
    .returning({ id: binding.id })
  if (keptNow.length > 0) return createAuditChain(secret)
  // Another instance, started at the same time, was first.
  return createAuditChain(opened(vault, (await readKept(db)) ?? ''))
}

/**
 * The same for verification; the database is only read. An audit chain that was started with none of the keys is
 * reported by the verification. Null where no key is set. Throws RecordBrokenError.
 */
export async function findRecordKey(db: Db, keys: RecordKeys): Promise<AuditChain | null> {
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
    'The key of the audit record is sealed with another AUTH_SECRET. Set AUTH_SECRET_PREVIOUS to the former value and keep the new AUTH_SECRET, or set AUTH_SECRET back.',
  )
}

/** Which secret an audit chain from before stored keys was started with; null = none of these. */
function secretOf(head: ChainHead | null, { AUTH_SECRET, AUTH_SECRET_PREVIOUS }: RecordKeys): string | null {
  const given = [AUTH_SECRET, AUTH_SECRET_PREVIOUS].filter(secret => secret !== undefined)
  return given.find(secret => createAuditChain(secret).keyId === head?.keyId) ?? null
}
