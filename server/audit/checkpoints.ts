import 'server-only'
import path from 'node:path'
import type { Services } from '../context'
import { readHead } from './append'
import { checkpointFile, writeCheckpoint } from './checkpoint-file'

/** A checkpoint is due after this many rows, or after this time when there is a new row. */
export const checkpointRows = 100
const everyMs = 10_000
/** By then the rows that made it due are committed. */
const settleMs = 100

/** Checkpoints cannot be written to AUDIT_CHECKPOINTS. The text is for the person who starts the server. */
export class CheckpointError extends Error {
  override readonly name = 'CheckpointError'
}

export type Checkpoints = {
  /** Writes the first checkpoint. Throws CheckpointError: a missing one would be noticed only when it is needed. */
  begin(): Promise<void>
  /** Writes a checkpoint if there is a new row. Never throws: a failure is logged, and verification reports it. */
  write(): Promise<void>
  /** Writes the last checkpoint. */
  stop(): Promise<void>
}

type Needs = Pick<Services, 'db' | 'auditChain' | 'log' | 'now'>

/** Writes checkpoints of the audit to `place` (AUDIT_CHECKPOINTS). Without a place, logs what that means. */
export function startCheckpoints(services: Needs, place: string | undefined): Checkpoints {
  const { auditChain: chain, log } = services
  if (place === undefined) {
    log.warn(
      'AUDIT_CHECKPOINTS is not set: if the end of the audit record is cut off and an older head is restored, nobody notices',
    )
    return { begin: async () => {}, write: async () => {}, stop: async () => {} }
  }
  const kept: Kept = { file: checkpointFile(place), problem: null }
  chain.checkpoints = kept
  let pending = 0
  let soon: NodeJS.Timeout | undefined
  const write = checkpointWriter(services, kept, () => {
    pending = 0
  })
  const timer = setInterval(write, everyMs)
  timer.unref()
  chain.onAppend(rows => {
    pending += rows
    if (pending < checkpointRows || soon) return
    soon = setTimeout(() => {
      soon = undefined
      void write()
    }, settleMs)
    soon.unref()
  })
  return {
    begin: async () => {
      await write()
      if (kept.problem === null) return
      throw new CheckpointError(
        `AUDIT_CHECKPOINTS: no checkpoint can be written to ${kept.file} (${kept.problem}). Create its folder, where this user can write: mkdir -p -m 700 '${path.dirname(kept.file)}'`,
      )
    },
    write,
    stop: () => {
      clearInterval(timer)
      clearTimeout(soon)
      chain.onAppend(() => {})
      return write()
    },
  }
}

type Kept = NonNullable<Services['auditChain']['checkpoints']>

/** Writes one after the other, each only when there is a new row. */
function checkpointWriter(services: Needs, kept: Kept, written: () => void): () => Promise<void> {
  const { auditChain: chain, log } = services
  let covered: number | null = null
  let last = Promise.resolve()

  async function writeOne(): Promise<void> {
    try {
      const readAt = services.now()
      const head = await readHead(services.db)
      if (!head) return
      if (head.lastId === covered) {
        kept.coveredAt = readAt
        return
      }
      const { lastId, rows, lastHash: hash } = head
      writeCheckpoint(kept.file, chain, { at: services.now().toISOString(), lastId, rows, hash })
      covered = lastId
      kept.coveredAt = readAt
      written()
      kept.problem = null
    } catch (error) {
      kept.problem = error instanceof Error ? error.message : String(error)
      log.error({ err: error }, 'a checkpoint of the record could not be written')
    }
  }

  return () => {
    last = last.then(writeOne)
    return last
  }
}
