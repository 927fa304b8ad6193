import { spawn } from 'node:child_process'
import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openDatabase } from '@/server/platform/db/client'
import { createLogger } from '@/server/platform/log'
import { root } from '@/server/testing/sources'
import { createAuditChain } from '../platform/audit-chain'
import { type TestConsole, testConsole } from '../testing/context'
import { fillFolder } from '../testing/database'
import { scriptArgs } from '../testing/script-args'
import { readHead } from './append'
import { writeCheckpoint } from './checkpoint-file'
import { CheckpointError, type Checkpoints, startCheckpoints } from './checkpoints'
import { openRecord } from './seal'
import { fillRecord } from './testing/rows'
import { verifyRecord } from './verify'

let console_: TestConsole
let folder: string
let file: string
let checkpoints: Checkpoints

beforeAll(async () => {
  console_ = await testConsole({ sandbox: { accounts: 0 } })
})
afterAll(() => console_.close())
beforeEach(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'checkpoints-'))
  file = path.join(folder, 'audit-checkpoints.jsonl')
  checkpoints = startCheckpoints(console_.services, folder)
  return async () => {
    await checkpoints.stop()
    rmSync(folder, { recursive: true, force: true })
  }
})

const lines = () => readFileSync(file, 'utf8').trim().split('\n')
const fill = (rows: number) => fillRecord(console_.services.db, console_.services.auditChain, rows)
const report = () => verifyRecord(console_.services)

describe('checkpoints', () => {
  it('are one line each, readable by this user only, and written only when there are new rows', async () => {
    await fill(3)
    await checkpoints.write()
    await checkpoints.write()
    const head = await readHead(console_.services.db)
    expect(lines().map(line => JSON.parse(line))).toEqual([
      {
        at: console_.clock.now.toISOString(),
        lastId: head?.lastId,
        rows: head?.rows,
        hash: head?.lastHash,
        mac: expect.stringMatching(/^[0-9a-f]{64}$/),
      },
    ])
    expect(statSync(file).mode & 0o777).toBe(0o600)
  })

  it('cannot be written: the start fails, with the setting and a command that helps', async () => {
    const missing = path.join(folder, 'missing')
    const started = startCheckpoints(console_.services, path.join(missing, 'file'))
    const failure = await started.begin().catch(error => error)
    expect(failure).toBeInstanceOf(CheckpointError)
    expect(failure.message).toContain('AUDIT_CHECKPOINTS')
    expect(failure.message).toContain(`mkdir -p -m 700 '${missing}'`)
    mkdirSync(missing)
    await started.begin()
    await started.stop()
    console_.logged.length = 0
  })

  it('are written after a hundred rows, and at an orderly stop', async () => {
    await fill(99)
    expect(() => lines()).toThrow('ENOENT')
    await fill(1)
    await expect.poll(() => lines().length).toBe(1)
    await fill(1)
    await checkpoints.stop()
    expect(JSON.parse(lines()[1] ?? '').lastId).toBe((await readHead(console_.services.db))?.lastId)
    expect(await report()).toMatchObject({ ok: true, checkpoints: { count: 2, uncovered: 0 }, warnings: [] })
  })

  it('cut short by a crash are skipped, and do not damage later ones', async () => {
    await fill(1)
    await checkpoints.write()
    appendFileSync(file, '{"at":"2026-11-2')
    await fill(1)
    await checkpoints.write()
    expect(await report()).toMatchObject({
      ok: true,
      checkpoints: { count: 2 },
      warnings: ['1 line of the checkpoint file cannot be read. A crash during writing can cause this.'],
    })
  })

  it('that were forged or changed without the key are detected', async () => {
    await fill(2)
    await checkpoints.write()
    const [line = ''] = lines()
    const facts = JSON.parse(line)
    writeFileSync(file, `${JSON.stringify({ ...facts, lastId: facts.lastId - 1 })}\n`)
    expect(await report()).toMatchObject({ ok: false, finding: { kind: 'checkpoint' } })
    rmSync(file)
    writeCheckpoint(file, createAuditChain('another key'), facts)
    expect(await report()).toMatchObject({ ok: false, finding: { kind: 'checkpoint' } })
  })

  it('that name a missing row reveal the first missing one', async () => {
    const head = await readHead(console_.services.db)
    if (!head) throw new Error('no head')
    const ahead = { at: '2026-11-21T10:00:00.000Z', lastId: head.lastId + 5, rows: head.rows + 5, hash: head.lastHash }
    writeCheckpoint(file, console_.services.auditChain, ahead)
    expect((await report()).finding).toEqual({
      row: head.lastId + 1,
      kind: 'tail',
      words: expect.stringContaining('the checkpoint of 2026-11-21T10:00:00.000Z names row'),
    })
  })

  it('cannot be written: the console keeps working, and log and verification report it until they can', async () => {
    mkdirSync(file)
    await fill(1)
    await checkpoints.write()
    expect(
      console_.logged.filter(line => line.includes('a checkpoint of the record could not be written')),
    ).toHaveLength(1)
    rmSync(file, { recursive: true })
    expect((await report()).warnings[0]).toMatch(/^The last checkpoint could not be written: EISDIR/)
    await checkpoints.write()
    expect((await report()).warnings).toEqual([])
  })

  it('are not kept: the log reports it', async () => {
    startCheckpoints(console_.services, undefined)
    expect(console_.logged.at(-1)).toContain('AUDIT_CHECKPOINTS is not set')
  })
})

describe('the commands', () => {
  const onServer = process.env.TEST_DATABASE_URL
  const secret = 'a secret of a record that is verified elsewhere'

  /** In a separate process, with none of this one's settings. */
  async function run(
    env: Record<string, string>,
    name = 'audit-verify',
    ...args: string[]
  ): Promise<{ status: unknown; said: string }> {
    const child = spawn(process.execPath, [...scriptArgs(`server/cli/${name}.ts`), ...args], {
      cwd: root,
      env: { NODE_ENV: 'test', PATH: process.env.PATH ?? '', ...env },
    })
    let said = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', chunk => {
        said += String(chunk)
      })
    }
    return { status: await new Promise(resolve => child.once('close', resolve)), said }
  }

  /** An embedded database with a record of twelve rows, open. */
  async function twelveRows(name: string) {
    const dataDir = path.join(folder, name)
    await fillFolder(dataDir)
    const opened = await openDatabase({ dataDir })
    const chain = createAuditChain(secret)
    await openRecord(opened.db, chain)
    await fillRecord(opened.db, chain, 12)
    return { dataDir, opened, chain }
  }

  it.skipIf(onServer)(
    'uses the running console, and opens the folder itself when none runs',
    async () => {
      const { dataDir, opened, chain } = await twelveRows('data')
      const from = { db: opened.db, auditChain: chain, now: () => new Date(), log: createLogger('silent', []) }
      const kept = startCheckpoints(from, `${folder}/kept/`)
      mkdirSync(path.join(folder, 'kept'))
      await kept.stop()
      opened.answer?.('verify', async () => JSON.stringify({ ...(await verifyRecord(from)), rows: 4321 }))
      const beside = await run({ DATA_DIR: dataDir })
      expect(beside.said).toContain('4,321 rows verified by the running console')
      expect(beside.status).toBe(0)
      await opened.close()

      const alone = await run({ DATA_DIR: dataDir, AUTH_SECRET: secret, AUDIT_CHECKPOINTS: `${folder}/kept/` })
      expect(alone.said).toMatch(/12 rows verified in the embedded database in [\d.]+ s/)
      expect(alone.said).toMatch(/1 checkpoints?, the last of .* at row 12; 0 rows since/)
      expect(alone.status).toBe(0)
      const wrong = await run({ DATA_DIR: dataDir, AUTH_SECRET: 'another secret than the one of this record' })
      expect(wrong.said).toContain('THE AUDIT RECORD IS NOT INTACT. From row 1 on, no row')
      expect(wrong.status).toBe(1)
      const keyless = await run({ DATA_DIR: dataDir })
      expect(keyless.said).toContain('without the key nothing can be verified')
      expect(keyless.status).toBe(2)
    },
    120_000,
  )

  it.skipIf(onServer)(
    'audit:archive writes an archive, and removes what it holds when asked to',
    async () => {
      const { dataDir, opened, chain } = await twelveRows('archived')
      await fillRecord(opened.db, chain, 1, 100_000_000)
      await opened.close()
      const env = { DATA_DIR: dataDir, AUDIT_KEY: secret }
      const file = path.join(folder, 'archive')
      const noDay = await run(env, 'audit-archive', '--before', '2026-02-31', '--to', file)
      expect(noDay.said).toContain('--before is not a day: 2026-02-31')
      const made = await run(env, 'audit-archive', '--before', '2026-02-01', '--to', file)
      expect(made.said).toContain('12 rows up to row 12 of 2026-01-01T00:00:10.747Z were written to')
      const removed = await run(env, 'audit-archive', '--remove', file)
      expect(removed.said).toContain('12 rows up to row 12 of 2026-01-01T00:00:10.747Z were removed')
      const verified = await run(env, 'audit-verify', '--archive', file)
      expect(verified.said).toContain('3 rows verified in the embedded database')
      expect(verified.said).toContain('12 archived rows verified')
      expect(verified.said).toContain('The audit record is intact.')
      expect([made, removed, verified].map(({ status }) => status)).toEqual([0, 0, 0])
      const mistyped = await run(env, 'audit-verify', '--archive', `${file}s`)
      expect(mistyped.said).toContain('could not be verified: the archive cannot be read')
      expect([noDay, mistyped].map(({ status }) => status)).toEqual([2, 2])
    },
    120_000,
  )
})
