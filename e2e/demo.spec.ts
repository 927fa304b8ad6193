import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { demoPassword } from '../lib/operator'
import { demoKey } from '../server/cli/demo-key'
import { ended, freePort } from './console'
import { expect, test } from './fixtures'
import { evidenceFolder } from './run-folder'
import { signIn } from './sign-in'

test.setTimeout(400_000)

/** `npm run demo`, without npm. */
function startDemo(env: Record<string, string>, log: string): ChildProcess {
  const output = openSync(log, 'a')
  const child = spawn(process.execPath, ['--import', 'tsx', 'server/cli/demo.ts'], {
    stdio: ['ignore', output, output],
    env: { ...process.env, DATABASE_URL: '', NODE_ENV: 'production', ...env },
  })
  closeSync(output)
  return child
}

/** What the canary must not find. */
async function keepSecretsOf(sandboxPort: number): Promise<void> {
  const answer = await fetch(`http://127.0.0.1:${sandboxPort}/__sandbox/secrets`)
  const { secrets } = (await answer.json()) as { secrets: string[] }
  expect(secrets).toContain(demoKey)
  writeFileSync(path.join(evidenceFolder('secrets'), 'demo.json'), JSON.stringify(secrets))
}

test('the demo command prints an address and sign-ins, and keeps all data over a restart', async ({ open, noise }) => {
  // Its screens are open while it is stopped: it answers 503, then not at all.
  noise.allow(/net::ERR_/, /\b503\b/)
  const dataDir = mkdtempSync(path.join(evidenceFolder('data'), 'demo-'))
  const log = path.join(evidenceFolder('logs'), `${path.basename(dataDir)}.log`)
  const [port, sandboxPort] = [await freePort(), await freePort()]
  const env = {
    PORT: String(port),
    SANDBOX_PORT: String(sandboxPort),
    SANDBOX_ACCOUNTS: '30',
    DATA_DIR: dataDir,
    LOG_LEVEL: 'debug',
  }
  const url = `http://localhost:${port}`
  const printed = () => readFileSync(log, 'utf8')

  let demo = startDemo(env, log)
  try {
    await expect.poll(printed, { timeout: 150_000 }).toContain('Stop with Ctrl+C')
    expect(printed()).toContain(url)
    expect(printed()).toContain(demoPassword)
    const page = await open(null, { url })
    await signIn(page, 'support@demo.test', demoPassword)
    // Of the week of work that a new demo begins with.
    await expect(page.getByText(/accounts? changed outside the console/)).toBeVisible()
    for (const role of ['owner', 'manager', 'finance']) {
      expect(printed()).toContain(`${role}@demo.test`)
      await signIn(await open(null, { url }), `${role}@demo.test`, demoPassword)
    }
    await expect(page.getByText('Demo: invented accounts, nothing reaches Telnyx')).toBeVisible()
    await page.goto('/accounts?status=enabled')
    const link = page.locator('tbody').getByRole('link').first()
    const name = await link.textContent()
    await link.click()
    await page.getByRole('button', { name: 'Disable…' }).click()
    const dialog = page.getByRole('dialog', { name: `Disable ${name}` })
    await dialog.getByLabel('Reason').selectOption('Unpaid balance')
    await dialog.getByLabel(/emergency calls/).check()
    await dialog.getByRole('button', { name: 'Disable account' }).click()
    await expect(page.getByRole('button', { name: 'Enable…' })).toBeVisible()
    const address = page.url()

    await keepSecretsOf(sandboxPort)
    await ended(demo, 'SIGINT')
    demo = startDemo(env, log)
    await expect.poll(() => printed().split('Stop with Ctrl+C').length, { timeout: 150_000 }).toBe(3)
    // Signed in as before, disabled as before, also at its Telnyx.
    await page.goto(address)
    await expect(page.getByRole('button', { name: 'Enable…' })).toBeVisible()
    await expect(page.getByRole('main')).toContainText('Unpaid balance')
    const truth = await fetch(`http://127.0.0.1:${sandboxPort}/__sandbox/accounts/${address.split('/').at(-1)}`)
    expect(await truth.json()).toMatchObject({ status: 'disabled' })
  } finally {
    await ended(demo, 'SIGINT')
  }
})
