import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bindDatabase } from '../mirror/binding'
import { lockFolder } from '../platform/db/lock'
import { recordOf } from '../testing/accounts'
import { type TestConsole, testConsole } from '../testing/context'
import { addOperator, enter, from, rightPassword, stranger } from '../testing/operators'
import { scriptArgs } from '../testing/script-args'
import { testSecret } from '../testing/seal'
import { root } from '../testing/sources'
import { resetOwner } from './break-glass'
import { acceptLink } from './links'
import { signInByPassword } from './sign-in'

let console_: TestConsole
beforeAll(async () => {
  console_ = await testConsole({ sandbox: { accounts: 0 } })
})
afterAll(() => console_.close())

const tokenOf = (link: string) => new URL(link).searchParams.get('token') ?? ''
const newPassword = 'a new password after it was lost'

describe('an owner who cannot sign in, without another owner to help', () => {
  it('gets a link made at the server, which is recorded and changes nothing until it is used', async () => {
    const owner = await addOperator(console_, 'owner')
    const { link } = await resetOwner(console_.services, ` ${owner.email.toUpperCase()}`)
    await enter(console_, owner.email, rightPassword)
    expect(await recordOf(console_, owner.id, 'event')).toContainEqual(
      expect.objectContaining({
        action: 'operator.reset',
        actorKind: 'system',
        actorName: 'command line of the server',
        outcome: 'succeeded',
      }),
    )
    await acceptLink(stranger(console_), { token: tokenOf(link), password: newPassword })
    expect(
      (await signInByPassword(stranger(console_), { email: owner.email, password: rightPassword }, from())).kind,
    ).toBe('refused')
    await enter(console_, owner.email, newPassword)
    await expect(acceptLink(stranger(console_), { token: tokenOf(link), password: newPassword })).rejects.toThrow(
      'no longer valid',
    )
  })

  it('is refused a link if not an owner, and the answer names the owners', async () => {
    const owner = await addOperator(console_, 'owner')
    const gone = await addOperator(console_, 'owner', { disabledAt: console_.clock.now })
    const support = await addOperator(console_, 'support')
    for (const email of [support.email, gone.email, 'nobody@reseller.example']) {
      await expect(resetOwner(console_.services, email)).rejects.toThrow(owner.email)
    }
  })
})

describe('npm run operators', () => {
  /** In a separate process, with none of this one's settings. */
  async function run(args: string[], env: Record<string, string>): Promise<{ status: unknown; said: string }> {
    const child = spawn(process.execPath, [...scriptArgs('server/cli/operators.ts'), ...args], {
      cwd: root,
      env: {
        NODE_ENV: 'test',
        PATH: process.env.PATH ?? '',
        TELNYX_API_KEY: 'KEY0',
        APP_URL: 'https://console.example.com',
        AUTH_SECRET: testSecret,
        ...env,
      },
    })
    let said = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', chunk => {
        said += String(chunk)
      })
    }
    return { status: await new Promise(resolve => child.once('close', resolve)), said }
  }

  it('makes the link on PostgreSQL, or through the running console that holds the folder', async () => {
    const owner = await addOperator(console_, 'owner')
    const folder = mkdtempSync(path.join(os.tmpdir(), 'operators-'))
    mkdirSync(path.join(folder, 'pglite'))
    const lock = await lockFolder(folder)
    lock.answer('reset-owner', async email => JSON.stringify(await resetOwner(console_.services, email)))
    const { url } = console_.database
    if (url) await bindDatabase(console_.services)
    const made = await run(['reset-owner', owner.email], url ? { DATABASE_URL: url } : { DATA_DIR: folder })
    expect(made.status).toBe(0)
    const link = /https?:\S+/.exec(made.said)?.[0] ?? ''
    await acceptLink(stranger(console_), { token: tokenOf(link), password: newPassword })
    await enter(console_, owner.email, newPassword)
    const wrong = await run(['reset-owner'], { DATA_DIR: folder })
    expect([wrong.status, wrong.said]).toEqual([2, expect.stringContaining('reset-owner <e-mail address')])
    await lock.release()
    rmSync(folder, { recursive: true, force: true })
  })
})
