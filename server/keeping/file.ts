import 'server-only'
import { createHash } from 'node:crypto'
import { existsSync, statSync } from 'node:fs'
import { z } from 'zod'
import { isFileFailure, jsonOf, readGzipLines, writeGzip } from '../platform/gzip-lines'
import { type Part, type TableSum, tableHash } from './dump'

/** A backup cannot be made or used. The text is for the person at the terminal. */
export class BackupError extends Error {
  override readonly name = 'BackupError'
}

const format = 'reseller-console backup'
/** Raised when older code could not read the file. */
const version = 1

const headerShape = z.object({
  format: z.literal(format),
  version: z.number().int(),
  /** How many migrations the database had had, and the last one: its name (null = unknown to the writer) and hash. */
  schema: z.object({ migrations: z.number().int(), name: z.string().nullable(), hash: z.string() }),
  /** What the database belongs to; null = no console had used it. */
  binding: z
    .object({ mode: z.enum(['demo', 'real']), baseUrl: z.string(), managerAccountId: z.string().nullable() })
    .nullable(),
  takenAt: z.string(),
  engine: z.string(),
})

/** The first line of a backup. */
export type BackupHeader = z.infer<typeof headerShape>

export type BackupSums = { tables: Record<string, TableSum>; rows: number }

const sumShape = { rows: z.number().int(), sha256: z.string() }
const lineShape = z.union([
  z.object({ table: z.string(), columns: z.array(z.string()).min(1) }),
  z.object({ end: z.string(), ...sumShape }),
  z.object({ complete: z.literal(true), tables: z.number().int(), ...sumShape }),
])

export function newHeader(facts: Omit<BackupHeader, 'format' | 'version'>): BackupHeader {
  return { format, version, ...facts }
}

/**
 * Writes a backup: gzip of JSON lines, a header, each table with its rows and their sum, and a last line with the sum of
 * all before. The file is complete or not there. Throws BackupError where it exists already.
 */
export async function writeBackup(
  file: string,
  header: BackupHeader,
  parts: AsyncIterable<Part>,
): Promise<BackupSums & { bytes: number }> {
  if (existsSync(file)) throw new BackupError(`${file} exists already. Choose another name, or move it away.`)
  const sums: BackupSums = { tables: {}, rows: 0 }
  try {
    await writeGzip(file, textOf(header, parts, sums))
  } catch (error) {
    if (!isFileFailure(error)) throw error
    throw new BackupError(`No backup was made: ${file} cannot be written (${error.message}).`)
  }
  return { ...sums, bytes: statSync(file).size }
}

async function* textOf(header: BackupHeader, parts: AsyncIterable<Part>, sums: BackupSums) {
  const whole = createHash('sha256')
  const add = (text: string) => {
    whole.update(text)
    return text
  }
  yield add(`${JSON.stringify(header)}\n`)
  for await (const part of parts) {
    if (part.kind === 'table') yield add(`${JSON.stringify({ table: part.name, columns: part.columns })}\n`)
    else if (part.kind === 'rows') yield add(`${part.lines.join('\n')}\n`)
    else {
      sums.tables[part.name] = part.sum
      sums.rows += part.sum.rows
      yield add(`${JSON.stringify({ end: part.name, ...part.sum })}\n`)
    }
  }
  const tables = Object.keys(sums.tables).length
  yield `${JSON.stringify({ complete: true, tables, rows: sums.rows, sha256: whole.digest('hex') })}\n`
}

const unusable = (file: string, why: string) =>
  new BackupError(`${file} cannot be used: ${why} Nothing was changed. Use another backup.`)

const cut = 'it is incomplete: its end is missing.'
const edited = 'its content does not match its checksums: it was damaged or changed.'

/** The header and then the parts of a backup. Throws BackupError at the first thing that is not as it was written. */
export async function openBackup(
  file: string,
): Promise<{ header: BackupHeader; parts: AsyncGenerator<Part, void>; sums: BackupSums }> {
  const sums: BackupSums = { tables: {}, rows: 0 }
  const lines = linesOf(file)
  const first = await lines.next()
  const header = headerOf(file, first.done ? '' : first.value)
  return { header, sums, parts: partsOf(file, first.value ?? '', lines, sums) }
}

/** Reads the whole file. Throws BackupError. */
export async function checkBackup(file: string): Promise<{ header: BackupHeader; sums: BackupSums }> {
  const { header, parts, sums } = await openBackup(file)
  for await (const _ of parts);
  return { header, sums }
}

function headerOf(file: string, line: string): BackupHeader {
  const parsed = headerShape.safeParse(jsonOf(line))
  if (!parsed.success) throw unusable(file, 'it is not a backup of this console.')
  if (parsed.data.version > version) {
    throw unusable(file, 'a newer release wrote it in a format that this release does not know.')
  }
  return parsed.data
}

/** Rows handed on at a time. */
const batch = 1_000

async function* partsOf(
  file: string,
  header: string,
  lines: AsyncGenerator<string, void>,
  sums: BackupSums,
): AsyncGenerator<Part, void> {
  const whole = createHash('sha256').update(`${header}\n`)
  let table: { name: string; hash: ReturnType<typeof tableHash> } | null = null
  let rows: string[] = []
  for await (const line of lines) {
    if (line.startsWith('[')) {
      if (!table) throw unusable(file, edited)
      whole.update(`${line}\n`)
      rows.push(line)
      if (rows.length < batch) continue
    }
    if (table && rows.length > 0) {
      table.hash.add(rows)
      yield { kind: 'rows', lines: rows }
      rows = []
    }
    if (line.startsWith('[')) continue
    const said = lineShape.safeParse(jsonOf(line)).data
    if (!said) throw unusable(file, edited)
    if ('complete' in said) {
      const isWhole = said.sha256 === whole.digest('hex') && said.rows === sums.rows && table === null
      if (!isWhole || !(await lines.next()).done) throw unusable(file, edited)
      return
    }
    whole.update(`${line}\n`)
    if ('table' in said) {
      if (table) throw unusable(file, edited)
      table = { name: said.table, hash: tableHash() }
      yield { kind: 'table', name: said.table, columns: said.columns }
      continue
    }
    const sum = table?.hash.sum()
    if (table?.name !== said.end || sum?.rows !== said.rows || sum.sha256 !== said.sha256) throw unusable(file, edited)
    sums.tables[said.end] = sum
    sums.rows += sum.rows
    table = null
    yield { kind: 'end', name: said.end, sum }
  }
  throw unusable(file, cut)
}

async function* linesOf(file: string): AsyncGenerator<string, void> {
  try {
    yield* readGzipLines(file)
  } catch (error) {
    throw readFailure(file, error)
  }
}

function readFailure(file: string, error: unknown): Error {
  if (error instanceof BackupError || !(error instanceof Error) || !('code' in error)) return error as Error
  if (error.code === 'ENOENT') return new BackupError(`There is no file ${file}.`)
  if (error.code === 'Z_BUF_ERROR') return unusable(file, cut)
  if (error.code === 'Z_DATA_ERROR') return unusable(file, 'it is damaged, or it is not a backup of this console.')
  return new BackupError(`${file} cannot be read: ${error.message}.`)
}
