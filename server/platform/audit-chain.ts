import 'server-only'
import { createHmac, createSecretKey, hkdfSync } from 'node:crypto'
import type { RecordReport } from '@/lib/audit-report'
import type { auditChain } from './db/schema'

/** Where the chain ends, as the head row says; `mac` proves that its writer had the key. */
export type ChainHead = Omit<typeof auditChain.$inferSelect, 'id'>

/** One line of the checkpoints file, without its MAC. */
export type CheckpointFacts = { at: string; lastId: number; rows: number; hash: string }

/** The last line of an archive, without its MAC: a checkpoint, and the SHA-256 of all lines before. */
export type ArchiveFacts = CheckpointFacts & { sha256: string }

/** The operations of the audit key. The key itself can be neither read nor logged. */
export type AuditChain = {
  /** The same for the same key, and reveals nothing about it. */
  keyId: string
  /** The hash before the first row. */
  start: string
  /** The hash of a row's canonical text and the previous hash. */
  rowHash(previous: string, canonical: string): string
  headMac(head: Omit<ChainHead, 'mac'>): string
  checkpointMac(facts: CheckpointFacts): string
  archiveMac(facts: ArchiveFacts): string
  /** Announces that rows were written; their transaction may still be open. */
  appended(rows: number): void
  /** One listener: the writer of checkpoints. */
  onAppend(listener: (rows: number) => void): void
  /** Where checkpoints are written, why the last one failed, and when they last covered every row; null = no file. */
  checkpoints: { file: string; problem: string | null; coveredAt?: Date } | null
  /** The verification in progress: parallel requests share its result. */
  verifying: Promise<RecordReport> | null
  /** The last verification of this process. */
  verified: RecordReport | null
}

/** `secret` is AUDIT_KEY or, without it, the key that record-key.ts stores. Hashes are HMAC-SHA-256 in hexadecimal. */
export function createAuditChain(secret: string): AuditChain {
  const key = createSecretKey(Buffer.from(hkdfSync('sha256', secret, '', 'reseller-console: the record', 32)))
  // Each hash starts with its purpose, so that none can pass as a hash of another kind.
  const hmac = (
    kind: 'start' | 'row' | 'head' | 'checkpoint' | 'archive' | 'key',
    parts: readonly (string | number)[],
  ) =>
    createHmac('sha256', key)
      .update([kind, ...parts].join('\n'))
      .digest('hex')
  let listener: (rows: number) => void = () => {}
  return {
    keyId: hmac('key', []).slice(0, 16),
    start: hmac('start', []),
    rowHash: (previous, canonical) => hmac('row', [previous, canonical]),
    headMac: head => {
      const { lastId, lastHash, rows, genesisId, genesisRows, genesisHash, keyId } = head
      const parts = [lastId, lastHash, rows, genesisId, genesisRows, genesisHash, keyId]
      return hmac('head', [...parts, ...archivedParts(head)])
    },
    checkpointMac: facts => hmac('checkpoint', [facts.at, facts.lastId, facts.rows, facts.hash]),
    archiveMac: facts => hmac('archive', [facts.at, facts.lastId, facts.rows, facts.hash, facts.sha256]),
    appended: rows => listener(rows),
    onAppend: next => {
      listener = next
    },
    checkpoints: null,
    verifying: null,
    verified: null,
  }
}

/** Nothing for a head of which nothing was archived: its MAC is that of a former release. */
function archivedParts({ archivedId, archivedRows, archivedHash, archivedAt }: Omit<ChainHead, 'mac'>) {
  return archivedId === null
    ? []
    : ['archived', archivedId, archivedRows ?? 0, archivedHash ?? '', archivedAt?.getTime() ?? 0]
}
