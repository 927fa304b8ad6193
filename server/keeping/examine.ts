import 'server-only'
import { isNotNull } from 'drizzle-orm'
import { RecordBrokenError, readHead } from '../audit/append'
import { checkpointFile, lastCheckpoint } from '../audit/checkpoint-file'
import { findRecordKey, type RecordKeys } from '../audit/record-key'
import { verifyRecord } from '../audit/verify'
import { waitingWork } from '../commands/sending/stop'
import { totpPurpose } from '../operators/factors'
import type { AuditChain } from '../platform/audit-chain'
import type { Db } from '../platform/db/client'
import { operators } from '../platform/db/schema'
import { createVault } from '../platform/vault'

/** The settings that rows are read with; a place where a backup is restored may lack them. */
export type Keys = RecordKeys & { AUDIT_CHECKPOINTS?: string | undefined }

/** Sentences for the person who restored or moved the rows. */
export type Examined = { ok: boolean; words: string[] }

const number = (count: number) => count.toLocaleString('en-US')
export const counted = (count: number, word: string) => `${number(count)} ${word}${count === 1 ? '' : 's'}`

/** Whether the audit record is intact and whether this machine's secrets open what the rows hold. Changes nothing. */
export async function examine(db: Db, keys: Keys): Promise<Examined> {
  const [record, factors] = [await examineRecord(db, keys), await examineFactors(db, keys)]
  return { ok: record.ok, words: [...record.words, ...factors] }
}

async function examineRecord(db: Db, keys: Keys): Promise<Examined> {
  const chain = await findRecordKey(db, keys).catch((error: unknown) => {
    if (error instanceof RecordBrokenError) return error
    throw error
  })
  const not = (words: string): Examined => ({ ok: false, words: [words] })
  if (chain instanceof RecordBrokenError) return not(`The audit record was not verified. ${chain.message}`)
  if (!chain) {
    return not(
      'The audit record was not verified: neither AUDIT_KEY nor AUTH_SECRET is set here. Bring the secrets of the former console (.env.secrets): without them no console starts on these rows.',
    )
  }
  const head = await readHead(db)
  if (head && head.keyId !== chain.keyId) {
    return not(
      'The audit record was started with another key than this AUDIT_KEY (or AUTH_SECRET): no console starts on these rows until the former one is set.',
    )
  }
  const { ok, rows, finding } = await verifyRecord({ db, auditChain: chain, now: () => new Date() })
  if (!ok) return not(`THE AUDIT RECORD IS NOT INTACT. ${finding?.words}`)
  return {
    ok,
    words: [`The audit record is intact: ${number(rows)} rows verified.`, ...(await later(db, chain, keys))],
  }
}

/** Rows that checkpoints name and the data lacks. */
async function later(db: Db, chain: AuditChain, { AUDIT_CHECKPOINTS: place }: Keys): Promise<string[]> {
  if (!place) return []
  const file = checkpointFile(place)
  const last = await lastCheckpoint(file, chain)
  const ends = (await readHead(db))?.lastId ?? 0
  if (!last || last.lastId <= ends) return []
  return [
    `The checkpoints in ${file} know the record up to row ${number(last.lastId)} (${last.at}); these rows end at ${number(ends)}. What was recorded in between is lost. Move that file away and keep it: audit:verify reports the difference while it is there.`,
  ]
}

async function examineFactors(db: Db, { AUTH_SECRET: secret, AUTH_SECRET_PREVIOUS: former }: Keys): Promise<string[]> {
  const rows = await db
    .select({ id: operators.id, sealed: operators.totpSecret })
    .from(operators)
    .where(isNotNull(operators.totpSecret))
  const vault = secret ? createVault(secret, former) : null
  const unreadable = rows.filter(row => !vault || vault.open(totpPurpose(row.id), row.sealed ?? '') === null).length
  if (unreadable === 0) return rows.length === 0 ? [] : ['AUTH_SECRET opens every authenticator app’s secret.']
  return [
    `AUTH_SECRET does not open the secrets of ${unreadable} of ${rows.length} authenticator apps: set the former AUTH_SECRET, or AUTH_SECRET_PREVIOUS to it. Otherwise these operators sign in with a recovery code or a passkey, or an owner resets them.`,
  ]
}

/** What the first start puts on hold. */
export async function heldAtStart(db: Db): Promise<string> {
  const { jobs, changes } = await waitingWork({ db })
  if (jobs + changes === 0) return 'No job and no scheduled change waits to be sent.'
  const what = `${counted(jobs, 'job')} and ${counted(changes, 'scheduled change')}`
  return `Waiting to be sent: ${what}. The first start puts them on hold before anything is sent; continue or cancel each there.`
}
