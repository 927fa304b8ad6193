import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type Part, tableHash } from './dump'
import { checkBackup, newHeader, openBackup, writeBackup } from './file'

let folder: string
let file: string
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'backup-file-'))
  file = path.join(folder, 'console.backup')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const header = newHeader({
  schema: { migrations: 1, name: '0000_initial', hash: 'abc' },
  binding: { mode: 'demo', baseUrl: 'http://127.0.0.1:4010/v2', managerAccountId: null },
  takenAt: '2026-12-01T08:00:00Z',
  engine: 'PostgreSQL 15',
})

const row = (...cells: (string | null)[]) => JSON.stringify(cells)
const tables = {
  accounts: Array.from({ length: 2_500 }, (_, at) => row(String(at), `Zoë’s "Café" no. ${at}\n`)),
  notes: [],
  settings: [row('limit', null)],
}

async function* parts(): AsyncGenerator<Part> {
  for (const [name, lines] of Object.entries(tables)) {
    yield { kind: 'table', name, columns: ['id', 'name'] }
    const hash = tableHash()
    hash.add(lines)
    if (lines.length > 0) yield { kind: 'rows', lines }
    yield { kind: 'end', name, sum: hash.sum() }
  }
}

/** The file with its text changed. */
function change(edit: (text: string) => string): void {
  writeFileSync(file, gzipSync(edit(gunzipSync(readFileSync(file)).toString())))
}

it('a backup gives back what was written, is readable by its user only, and overwrites no file', async () => {
  const written = await writeBackup(file, header, parts())
  expect(written.bytes).toBe(statSync(file).size)
  expect(statSync(file).mode & 0o777).toBe(0o600)
  const read = await openBackup(file)
  const found: Record<string, string[]> = {}
  let into: string[] = []
  for await (const part of read.parts) {
    if (part.kind === 'table') {
      into = []
      found[part.name] = into
    }
    if (part.kind === 'rows') into.push(...part.lines)
  }
  expect(found).toEqual(tables)
  expect(read.header).toEqual(header)
  expect(await checkBackup(file)).toEqual({ header, sums: { tables: written.tables, rows: 2_501 } })
  await expect(writeBackup(file, header, parts())).rejects.toThrow('exists already')
})

it('a backup that fails leaves no file, and a missing folder is named', async () => {
  async function* broken(): AsyncGenerator<Part> {
    yield { kind: 'table', name: 'accounts', columns: ['id'] }
    throw new Error('the connection was lost')
  }
  await expect(writeBackup(file, header, broken())).rejects.toThrow('the connection was lost')
  await expect(checkBackup(file)).rejects.toThrow('There is no file')
  expect(() => statSync(`${file}.partial`)).toThrow()
  const elsewhere = path.join(folder, 'missing', 'console.backup')
  await expect(writeBackup(elsewhere, header, parts())).rejects.toThrow(/No backup was made: .* cannot be written/)
})

it('a backup is refused when a part is missing, wherever it was cut', async () => {
  await writeBackup(file, header, parts())
  const bytes = readFileSync(file)
  for (const share of [0.02, 0.5, 0.98]) {
    writeFileSync(file, bytes.subarray(0, Math.floor(bytes.length * share)))
    await expect(checkBackup(file)).rejects.toThrow(/cannot be used: it is incomplete.* Nothing was changed/)
  }
  writeFileSync(file, bytes)
  for (const lines of [1, 2, 100, 2_503]) {
    change(text => `${text.split('\n').slice(0, lines).join('\n')}\n`)
    await expect(checkBackup(file)).rejects.toThrow('it is incomplete')
    writeFileSync(file, bytes)
  }
})

it('a backup is refused when anything was changed: a row, the order, the header, a sum, or an added end', async () => {
  await writeBackup(file, header, parts())
  const bytes = readFileSync(file)
  const edits: ((text: string) => string)[] = [
    text => text.replace('no. 1234', 'no. 9234'),
    text => text.replace('no. 17\\n"]\n', 'no. 17\\n"]\n["x","y"]\n'),
    text => text.replace('["limit",null]\n', ''),
    text => text.replace('"demo"', '"real"'),
    text => text.replace('{"table":"notes"', '{"table":"sessions"'),
    text => text.replace('"rows":0', '"rows":1'),
    text => `${text}["more"]\n`,
    text => text.replace('{"end":"accounts"', 'nonsense'),
  ]
  for (const edit of edits) {
    change(edit)
    expect(readFileSync(file).equals(bytes)).toBe(false)
    await expect(checkBackup(file), edit.toString()).rejects.toThrow('does not match its checksums')
    writeFileSync(file, bytes)
  }
  const damaged = Buffer.from(bytes)
  damaged.fill(0, 400, 500)
  writeFileSync(file, damaged)
  await expect(checkBackup(file)).rejects.toThrow(/cannot be used/)
})

it('a file is refused when it is not a backup, or has a newer format', async () => {
  writeFileSync(file, 'PGDMP')
  await expect(checkBackup(file)).rejects.toThrow('it is damaged, or it is not a backup of this console')
  writeFileSync(file, gzipSync('{"rows":[]}\n'))
  await expect(checkBackup(file)).rejects.toThrow('it is not a backup of this console')
  writeFileSync(file, '')
  await expect(checkBackup(file)).rejects.toThrow('cannot be used')
  await writeBackup(path.join(folder, 'next'), { ...header, version: 2 }, parts())
  await expect(checkBackup(path.join(folder, 'next'))).rejects.toThrow('a newer release wrote it')
})
