import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startSandbox } from './server'
import { request } from './test-client'

let folder: string
let dataFile: string

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'sandbox-'))
  dataFile = path.join(folder, 'nested', 'telnyx.json')
})
afterEach(() => rm(folder, { recursive: true }))

describe('the data file', () => {
  it('brings everything back after a restart, whatever fleet is asked for', async () => {
    const first = await startSandbox({ dataFile, accounts: 15, seed: 4 })
    const body = { business_name: 'Kept', email: 'kept@kept.example', password: 'not-to-be-kept' }
    const { json } = await request(first, 'POST /managed_accounts', { body })
    const user = first.users()[3]
    await request(first, `POST /organizations/users/${user?.id}/actions/remove`)
    await first.close()
    const second = await startSandbox({ dataFile, accounts: 99, seed: 5 })
    expect(second.accounts()).toEqual(first.accounts())
    expect(second.account(String(json.data.id))?.organization_name).toBe('Kept')
    expect(second.users()).toEqual(first.users())
    expect(second.managerAccountId).toBe(first.managerAccountId)
    await second.close()
    expect(await readFile(dataFile, 'utf8')).not.toContain('not-to-be-kept')
    expect((await stat(dataFile)).mode & 0o777).toBe(0o600)
    expect(await readdir(path.dirname(dataFile))).toEqual(['telnyx.json'])
  })

  it('is written soon after a change, not only at the end', async () => {
    const sandbox = await startSandbox({ dataFile, accounts: 1 })
    sandbox.addAccount({ organization_name: 'Written while it runs' })
    await expect.poll(() => readFile(dataFile, 'utf8'), { timeout: 5_000 }).toContain('Written while it runs')
    await sandbox.close()
  })

  it('is refused when it is something else', async () => {
    const other = path.join(folder, 'notes.json')
    await writeFile(other, '{"notes":[]}')
    await expect(startSandbox({ dataFile: other })).rejects.toThrow('not a state of this sandbox')
    expect(await readFile(other, 'utf8')).toBe('{"notes":[]}')
  })
})

describe('the command line', () => {
  const run = (...args: string[]) =>
    spawn(process.execPath, ['--import', 'tsx', path.join(import.meta.dirname, 'main.ts'), ...args])

  async function outputUntil(child: ChildProcess, words: RegExp): Promise<string> {
    let text = ''
    for await (const chunk of child.stdout ?? []) {
      text += chunk
      if (words.test(text)) break
    }
    return text
  }

  it('prints address and key, and keeps the last change when it is stopped', async () => {
    const child = run('--port', '0', '--key', 'cli-key', '--accounts', '2', '--rate-limit', '7/2', '--data', dataFile)
    const exit = once(child, 'exit')
    const output = await outputUntil(child, /Key .*\n/)
    const url = /http:\S+\/v2/.exec(output)?.[0]
    expect(output).toContain('cli-key')
    const answer = await fetch(`${url}/managed_accounts`, {
      method: 'POST',
      headers: { authorization: 'Bearer cli-key' },
      body: JSON.stringify({ business_name: 'The very last one' }),
    })
    expect([answer.status, answer.headers.get('x-ratelimit-limit')]).toEqual([200, '7'])
    child.kill('SIGTERM')
    expect((await exit)[0]).toBe(0)
    expect(await readFile(dataFile, 'utf8')).toContain('The very last one')
  })

  it.each([
    [['--port', 'http'], '--port'],
    [['--rate-limit', '5'], '--rate-limit'],
    [['--speed', '5'], '--speed'],
    [['--key', ''], '--key'],
    [['--data', tmpdir()], '--data must name a file'],
    [['--port', '0', '--data', path.join(import.meta.filename, 'in-a-file.json')], 'ENOTDIR'],
  ])('refuses %j', async (args, words) => {
    const child = run(...args)
    let errors = ''
    child.stderr?.on('data', chunk => {
      errors += chunk
    })
    const [code] = await once(child, 'close')
    expect([code, errors]).toEqual([1, expect.stringContaining(words)])
  })
})
