import 'server-only'
import {
  closeSync,
  createReadStream,
  existsSync,
  fstatSync,
  fsyncSync,
  openSync,
  readSync,
  statSync,
  writeSync,
} from 'node:fs'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { z } from 'zod'
import { jsonOrNull } from '@/lib/json'
import type { AuditChain, CheckpointFacts } from '../platform/audit-chain'

const line = z.object({
  at: z.string(),
  lastId: z.number().int(),
  rows: z.number().int(),
  hash: z.string(),
  mac: z.string(),
})

export type Checkpoint = z.infer<typeof line>

/** The file that AUDIT_CHECKPOINTS names, or a file of a fixed name when it names a folder. */
export function checkpointFile(place: string): string {
  const absolute = path.resolve(place)
  const folder = /[\\/]$/.test(place) || (existsSync(absolute) && statSync(absolute).isDirectory())
  return folder ? path.join(absolute, 'audit-checkpoints.jsonl') : absolute
}

/** Appends one line in one write, because other instances write too, and syncs it. Throws the error of the disk. */
export function writeCheckpoint(file: string, chain: AuditChain, facts: CheckpointFacts): void {
  const handle = openSync(file, 'a+', 0o600)
  try {
    const text = `${JSON.stringify({ ...facts, mac: chain.checkpointMac(facts) } satisfies Checkpoint)}\n`
    // Starts with a line end, so that a line cut short by a crash does not swallow this one.
    writeSync(handle, endsWhole(handle) ? text : `\n${text}`)
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}

function endsWhole(handle: number): boolean {
  const { size } = fstatSync(handle)
  if (size === 0) return true
  const last = Buffer.alloc(1)
  readSync(handle, last, 0, 1, size - 1)
  return last.toString() === '\n'
}

/** The lines of the file in order; null for a line that is no checkpoint, as a crash may leave one. */
export async function* readCheckpoints(file: string): AsyncGenerator<Checkpoint | null, void> {
  if (!existsSync(file)) return
  for await (const text of createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY })) {
    if (text.trim() !== '') yield line.safeParse(jsonOrNull(text)).data ?? null
  }
}

/** Whether it has a valid MAC of this key. */
export const isSigned = (chain: AuditChain, { mac, ...facts }: Checkpoint) => chain.checkpointMac(facts) === mac

/** The newest checkpoint with a valid MAC of this key; null = there is none. */
export async function lastCheckpoint(file: string, chain: AuditChain): Promise<Checkpoint | null> {
  let last: Checkpoint | null = null
  for await (const one of readCheckpoints(file)) {
    if (one !== null && isSigned(chain, one)) last = one
  }
  return last
}
