import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { checkpointFile } from '../audit/checkpoint-file'
import { findRecordKey } from '../audit/record-key'
import type { AuditChain } from '../platform/audit-chain'
import type { Db } from '../platform/db/client'
import type { parseRecordEnv } from '../platform/env'

type RecordEnv = ReturnType<typeof parseRecordEnv>
type RecordKeys = Pick<RecordEnv, 'AUDIT_KEY' | 'AUTH_SECRET' | 'AUTH_SECRET_PREVIOUS'>

/** The secrets of this console. A demo's only one is beside its data: the folder's files are another console's. */
export function recordKeys(settings: RecordEnv): RecordKeys {
  const file = path.join(settings.DATA_DIR, 'auth-secret')
  if (settings.DATABASE_URL || !existsSync(file)) return settings
  return { AUTH_SECRET: readFileSync(file, 'utf8') }
}

/** The record's key with the place of its checkpoints; null where no key is set. */
export async function findAuditChain(db: Db, settings: RecordEnv): Promise<AuditChain | null> {
  const auditChain = await findRecordKey(db, recordKeys(settings))
  if (auditChain && settings.AUDIT_CHECKPOINTS) {
    auditChain.checkpoints = { file: checkpointFile(settings.AUDIT_CHECKPOINTS), problem: null }
  }
  return auditChain
}
