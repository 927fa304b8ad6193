import 'server-only'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { z } from 'zod'
import { jsonOrNull } from '@/lib/json'
import type { AuditChain } from '../platform/audit-chain'
import { isFileFailure, readGzipLines, writeGzip } from '../platform/gzip-lines'
import { canonicalOfKept, type KeptRow } from './canonical'

/** An archive cannot be made or used. The text is for the person at the terminal. */
export class ArchiveError extends Error {
  override readonly name = 'ArchiveError'

  constructor(
    message: string,
    /** The first row that is not as it was written; null = none can be named. */
    readonly row: number | null = null,
  ) {
    super(message)
  }
}

const format = 'reseller-console audit archive'
/** Raised when older code could not read the file. */
const version = 1

const placeShape = z.object({ lastId: z.number().int(), rows: z.number().int(), hash: z.string() })

/** A row of the record: its number, how many rows there are up to it, and its hash. */
export type Place = z.infer<typeof placeShape>

const headerShape = z.object({
  format: z.literal(format),
  version: z.number().int(),
  keyId: z.string(),
  /** The row before the first one; null = the archive begins with the record. */
  after: placeShape.nullable(),
  /** The rows from before the record was a chain, which have one hash together. */
  genesis: placeShape,
})
export type ArchiveHeader = z.infer<typeof headerShape>

const rowShape = z.looseObject({ id: z.number().int(), at: z.string(), hash: z.string().optional() })
const endShape = placeShape.extend({ at: z.string(), sha256: z.string(), mac: z.string() })

/** What an archive holds: the rows after `after`, up to a place. `until` is the time of the last one. */
export type ArchiveReport = Place & { after: Place | null; count: number; until: string; sha256: string }

export function newHeader(chain: AuditChain, facts: Pick<ArchiveHeader, 'after' | 'genesis'>): ArchiveHeader {
  return { format, version, keyId: chain.keyId, ...facts }
}

const number = (value: number) => value.toLocaleString('en-US')

/** Follows the chain over rows in their order. */
class Follower {
  at: Place
  count = 0
  until = ''

  constructor(
    private readonly chain: AuditChain,
    private readonly header: ArchiveHeader,
  ) {
    this.at = header.after ?? { lastId: 0, rows: 0, hash: chain.start }
  }

  /** Throws ArchiveError for a row that is not the next one, or not as it was written. */
  step(row: KeptRow): void {
    const { genesis } = this.header
    const { lastId, rows, hash } = this.at
    const isGenesis = row.id <= genesis.lastId
    if (!isGenesis) this.requireGenesis()
    const next = Math.max(lastId, genesis.lastId) + 1
    if (isGenesis ? row.id <= lastId : row.id !== next) throw new ArchiveError(`row ${number(next)} is missing.`, next)
    const follows = this.chain.rowHash(hash, canonicalOfKept(row))
    if (!isGenesis && follows !== row.hash) {
      throw new ArchiveError(`row ${number(row.id)} is not what was recorded.`, row.id)
    }
    this.at = { lastId: row.id, rows: rows + 1, hash: follows }
    this.count += 1
    this.until = String(row.at)
  }

  requireGenesis(): void {
    const { genesis, after } = this.header
    if (after !== null || this.at.lastId > genesis.lastId || genesis.rows === 0) return
    if (this.at.rows === genesis.rows && this.at.hash === genesis.hash) return
    throw new ArchiveError(`the rows up to ${number(genesis.lastId)} are not what was sealed.`, 1)
  }
}

/**
 * Writes rows to a new file: gzip of JSON lines, a header, the rows, and a last line that the record's key signs like a
 * checkpoint. Throws ArchiveError where the file exists, and for a row that is not as it was written.
 */
export async function writeArchive(
  file: string,
  chain: AuditChain,
  header: ArchiveHeader,
  rows: AsyncIterable<KeptRow>,
  now: Date,
): Promise<ArchiveReport> {
  if (existsSync(file)) throw new ArchiveError(`${file} exists already. Choose another name, or move it away.`)
  const follower = new Follower(chain, header)
  const whole = createHash('sha256')
  let sha256 = ''
  async function* text() {
    const add = (line: unknown) => {
      const said = `${JSON.stringify(line)}\n`
      whole.update(said)
      return said
    }
    yield add(header)
    for await (const row of rows) {
      follower.step(row)
      yield add(row)
    }
    follower.requireGenesis()
    sha256 = whole.digest('hex')
    const facts = { at: now.toISOString(), ...follower.at, sha256 }
    yield `${JSON.stringify({ ...facts, mac: chain.archiveMac(facts) })}\n`
  }
  try {
    await writeGzip(file, text())
  } catch (error) {
    if (!isFileFailure(error)) throw error
    throw new ArchiveError(`No archive was made: ${file} cannot be written (${error.message}).`)
  }
  return { ...follower.at, after: header.after, count: follower.count, until: follower.until, sha256 }
}

const foreign = 'it is not an archive of an audit record.'
const changed = 'it was damaged, or changed without the key of the record.'

/** The header of an archive. Throws ArchiveError. */
export async function readArchiveHeader(file: string): Promise<ArchiveHeader> {
  return inWords(file, async () => {
    for await (const line of readGzipLines(file)) return headerOf(line)
    throw new ArchiveError(foreign)
  })
}

/**
 * Reads a whole archive and verifies every row, the chain and the signature. Throws ArchiveError at the first thing
 * that is not as it was written. @param onRow gets the place and the time of each row
 */
export function readArchive(
  file: string,
  chain: AuditChain,
  onRow: (place: Place, at: string) => void = () => {},
): Promise<ArchiveReport> {
  return inWords(file, async () => {
    const whole = createHash('sha256')
    let follower: Follower | null = null
    let header: ArchiveHeader | null = null
    let end: z.infer<typeof endShape> | null = null
    for await (const line of readGzipLines(file)) {
      if (end) throw new ArchiveError(changed)
      const said = follower ? endShape.safeParse(jsonOrNull(line)).data : undefined
      if (said) {
        end = said
        continue
      }
      whole.update(`${line}\n`)
      if (!follower) {
        header = headerOf(line)
        if (header.keyId !== chain.keyId) throw new ArchiveError('it was made with another key than AUDIT_KEY.')
        follower = new Follower(chain, header)
        continue
      }
      const row = rowShape.safeParse(jsonOrNull(line)).data
      if (!row) throw new ArchiveError(changed)
      follower.step(row)
      onRow(follower.at, row.at)
    }
    if (!follower || !header || !end) throw new ArchiveError('it ends too early, so a part of it is missing.')
    follower.requireGenesis()
    const { mac, ...facts } = end
    const { at, count, until } = follower
    const isWhole =
      chain.archiveMac(facts) === mac &&
      facts.sha256 === whole.digest('hex') &&
      facts.lastId === at.lastId &&
      facts.rows === at.rows &&
      facts.hash === at.hash
    if (!isWhole) throw new ArchiveError(changed)
    return { ...at, after: header.after, count, until, sha256: facts.sha256 }
  })
}

function headerOf(line: string): ArchiveHeader {
  const parsed = headerShape.safeParse(jsonOrNull(line))
  if (!parsed.success) throw new ArchiveError(foreign)
  if (parsed.data.version > version) throw new ArchiveError('a newer release wrote it.')
  return parsed.data
}

async function inWords<T>(file: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read()
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null
    if (error instanceof ArchiveError)
      throw new ArchiveError(`The archive ${file} is not intact: ${error.message}`, error.row)
    if (code === 'ENOENT') throw new ArchiveError(`There is no file ${file}.`)
    if (code === 'Z_BUF_ERROR') throw new ArchiveError(`The archive ${file} is not intact: it ends too early.`)
    if (code === 'Z_DATA_ERROR') throw new ArchiveError(`The archive ${file} is not intact: ${changed}`)
    if (isFileFailure(error)) throw new ArchiveError(`The archive ${file} cannot be read (${error.message}).`)
    throw error
  }
}
