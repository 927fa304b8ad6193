import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openRecord } from '../audit/seal'
import { bindDatabase } from '../mirror/binding'
import { openDatabase } from '../platform/db/client'
import { createOnServer, fillFolder } from '../testing/database'
import { testChain, testSecret } from '../testing/seal'
import { testSettings } from '../testing/settings'
import { readSource, root } from '../testing/sources'

// What docs/operations.md tells people to type is run by a test, or it is named here with the reason.

const full = process.env.TEST_FULL === '1'

/** Which test runs a command of package.json as its own process. */
const runBy: Record<string, string> = {
  'audit:archive': 'server/audit/checkpoints.test.ts',
  'audit:verify': 'server/audit/checkpoints.test.ts',
  backup: 'server/keeping/live.test.ts',
  demo: 'e2e/demo.spec.ts',
  doctor: 'e2e/installed.spec.ts',
  move: 'server/cli/commands.test.ts',
  operators: 'server/operators/break-glass.test.ts',
  restore: 'server/keeping/live.test.ts',
  retention: 'server/cli/commands.test.ts',
  'search:rebuild': 'server/cli/commands.test.ts',
}

const notRun: Record<string, string> = {
  bench: 'measures for a quarter of an hour',
  check: 'its parts are steps of npm test',
  licences: 'a step of npm test',
  'lock:complete': 'asks the registry of packages',
  sandbox: 'every test starts it by its function',
  sbom: 'a command of npm itself',
  screens: 'takes pictures of a demo for people',
  'test:e2e': 'a part of npm test',
  'test:full': 'npm test without its bounds',
  'test:quick': 'a part of npm test',
  'test:unit': 'a part of npm test',
}

/** Programs of the fenced blocks that no test runs. The others are run by e2e/installed.spec.ts (npm run test:full). */
const others: Record<string, string> = {
  docker: 'needs a container engine: server/testing/deploy.test.ts reads its files',
  sudo: 'needs root: the unit, the proxy and the certificate are run without it by e2e/installed.ts',
}
const ofShell = new Set(
  'npm deploy/install.sh openssl mkdir echo cat tail . cd ln install chgrp export umask exit sh TELNYX_API_KEY=KEY0…'.split(
    ' ',
  ),
)

const operations = readSource('docs/operations.md')

describe('the commands of docs/operations.md', () => {
  it('are each run by a test, or named with the reason why not', () => {
    const named = new Set([...operations.matchAll(/\bnpm run ([\w:-]+)/g)].map(match => match[1] ?? ''))
    expect(named.size).toBeGreaterThan(15)
    expect([...named].sort()).toEqual([...Object.keys(runBy), ...Object.keys(notRun)].sort())
    const { scripts } = JSON.parse(readSource('package.json')) as { scripts: Record<string, string> }
    for (const [command, test] of Object.entries(runBy)) {
      const file = /server\/cli\/([\w-]+)\.ts/.exec(scripts[command] ?? '')?.[1] ?? ''
      expect(existsSync(path.join(root, test)), test).toBe(true)
      expect(readFileSync(path.join(root, test), 'utf8'), command).toMatch(new RegExp(`['/]${file}(?:'|\\.ts)`))
    }
  })

  it('in its blocks are of programs that are known', () => {
    const blocks = [...operations.matchAll(/^```sh\n(.*?)^```/gms)].map(match => match[1] ?? '')
    expect(blocks.length).toBeGreaterThan(8)
    const lines = blocks
      .map(block => block.replace(/<< (\w+)\n.*?^\1$/gms, '').replace(/\\\n\s*/g, ''))
      .flatMap(block => block.split('\n'))
      .flatMap(line => line.replace(/\s+#.*$/, '').split(/&&|;|\|/))
      .map(line => line.trim().replace(/^\(/, ''))
      .filter(Boolean)
    const unknown = lines
      .map(line => line.split(/\s+/)[0] ?? '')
      .filter(name => !ofShell.has(name) && !(name in others))
    expect(unknown).toEqual([])
  })
})

describe.runIf(full)('a command', () => {
  const baseUrl = 'http://127.0.0.1:1/v2'
  let dataDir: string
  beforeAll(async () => {
    dataDir = mkdtempSync(path.join(os.tmpdir(), 'commands-'))
    await fillFolder(dataDir)
    const opened = await openDatabase({ dataDir })
    await bindDatabase({ db: opened.db, now: () => new Date(), settings: testSettings(baseUrl) })
    await openRecord(opened.db, testChain)
    await opened.close()
  })
  afterAll(() => rmSync(dataDir, { recursive: true, force: true }))

  async function run(name: string, ...args: string[]): Promise<{ code: number | null; output: string }> {
    const script = ['--conditions=react-server', '--import', 'tsx', `server/cli/${name}.ts`]
    const child = spawn(process.execPath, [...script, ...args], {
      cwd: root,
      env: {
        ...{ PATH: process.env.PATH, NODE_ENV: 'production', DATA_DIR: dataDir, AUTH_SECRET: testSecret },
        ...{ CONSOLE_MODE: 'demo', TELNYX_API_KEY: 'none', TELNYX_BASE_URL: baseUrl },
        APP_URL: 'http://localhost:3000',
      },
    })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', data => (output += data))
    return { code: await new Promise(resolve => child.once('close', resolve)), output }
  }

  it.each([
    ['retention', ['--dry-run'], 'These would be removed; nothing was changed.'],
    ['retention', [], 'These were removed.'],
    ['search-rebuild', [], '0 accounts read, 0 corrected'],
  ] as const)('%s %j says what it did', { timeout: 120_000 }, async (name, args, words) => {
    expect(await run(name, ...args)).toMatchObject({ code: 0, output: expect.stringContaining(words) })
  })

  const server = process.env.TEST_DATABASE_URL
  it.runIf(server)('move copies the folder into an empty PostgreSQL', { timeout: 120_000 }, async () => {
    const { url, drop } = await createOnServer(server ?? '', null)
    const moved = await run('move', '--to', url)
    expect(moved).toMatchObject({ code: 0, output: expect.stringContaining('SHA-256 of every table agree') })
    expect(existsSync(path.join(dataDir, 'MOVED'))).toBe(true)
    await drop()
  })
})
