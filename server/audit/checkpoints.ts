import 'server-only'
import path from 'node:path'
import type { Services } from '../context'
import { readHead } from './append'
import { checkpointFile, writeCheckpoint } from './checkpoint-file'

/** A checkpoint is due after so many rows, and after so long when there is a new one. */
export const checkpointRows = 100
const everyMs = 10_000
/** The rows that made it due are committed by then. */
const settleMs = 100

/** None can be kept where AUDIT_CHECKPOINTS says. The text is for the person who starts the server. */
export class CheckpointError extends Error {
  override readonly name = 'CheckpointError'
}

export type Checkpoints = {
  /** Writes the first one. Throws CheckpointError: nobody would miss checkpoints until they are needed. */
  begin(): Promise<void>
  /** Writes one now when there is a new row. Never throws: a failure is logged, and verifying says so. */
  write(): Promise<void>
  /** Writes the last one. */
  stop(): Promise<void>
}

type Needs = Pick<Services, 'db' | 'auditChain' | 'log' | 'now'>

/** Keeps checkpoints of the record at `place` (AUDIT_CHECKPOINTS); without one says in the log what that means. */
export function startCheckpoints(services: Needs, place: string | undefined): Checkpoints {
  const { auditChain: chain, log } = services
  if (place === undefined) {
    log.warn(
      'AUDIT_CHECKPOINTS is not set: a record whose end was cut off together with an older head would not be found',
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
        `AUDIT_CHECKPOINTS: no checkpoint can be written to ${kept.file} (${kept.problem}). Make its folder, where this user may write: mkdir -p -m 700 '${path.dirname(kept.file)}'`,
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

type Kept = { file: string; problem: string | null }

/** Writes one after the other, each only when there is a new row. */
function checkpointWriter(services: Needs, kept: Kept, written: () => void): () => Promise<void> {
  const { auditChain: chain, log } = services
  let covered: number | null = null
  let last = Promise.resolve()

  async function writeOne(): Promise<void> {
    try {
      const head = await readHead(services.db)
      if (!head || head.lastId === covered) return
      const { lastId, rows, lastHash: hash } = head
      writeCheckpoint(kept.file, chain, { at: services.now().toISOString(), lastId, rows, hash })
      covered = lastId
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
