import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FolderInUseError, lockFolder } from './lock'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'lock-'))
})

afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** Another process that takes the lock and reports it; killed without a clean-up. */
async function holdElsewhere(): Promise<{ kill(): Promise<void> }> {
  const script = `import { lockFolder } from './server/platform/db/lock.ts'; await lockFolder(process.argv[1]); console.log('locked'); setInterval(() => {}, 1000)`
  const child = spawn(process.execPath, [
    '--conditions=react-server',
    '--import',
    'tsx',
    '--input-type=module',
    '-e',
    script,
    folder,
  ])
  await new Promise<void>((resolve, reject) => {
    child.stdout.once('data', () => resolve())
    child.once('exit', () => reject(new Error('the other process ended')))
  })
  return {
    kill: () =>
      new Promise(resolve => {
        child.once('exit', () => resolve())
        child.kill('SIGKILL')
      }),
  }
}

describe('folder lock', () => {
  it('is refused while held, naming the folder and what to do', async () => {
    const lock = await lockFolder(folder)
    await expect(lockFolder(folder)).rejects.toThrow(FolderInUseError)
    await expect(lockFolder(folder)).rejects.toThrow(folder)
    await lock.release()
  })

  it('can be taken again after it was released', async () => {
    await (await lockFolder(folder)).release()
    await (await lockFolder(folder)).release()
  })

  it('ends with its process, also when that was killed', async () => {
    const other = await holdElsewhere()
    await expect(lockFolder(folder)).rejects.toThrow(FolderInUseError)
    await other.kill()
    await (await lockFolder(folder)).release()
  })

  it('is taken by one of many that start at once', async () => {
    const results = await Promise.allSettled(Array.from({ length: 8 }, () => lockFolder(folder)))
    const held = results.flatMap(result => (result.status === 'fulfilled' ? [result.value] : []))
    expect(held).toHaveLength(1)
    await held[0]?.release()
  })

  it('works in a folder whose path is too long for a socket', async () => {
    const deep = path.join(folder, 'x'.repeat(60), 'y'.repeat(60))
    const lock = await lockFolder(deep)
    await expect(lockFolder(deep)).rejects.toThrow(FolderInUseError)
    await lock.release()
  })
})
