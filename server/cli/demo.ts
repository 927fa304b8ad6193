// `npm run demo`: a sandbox in place of Telnyx, the console connected to it, one operator per role. Nothing leaves this
// machine. `-- --empty` leaves out the invented week of work that a new demo begins with.

import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { demoPassword } from '../../lib/operator'
import { startSandbox } from '../sandbox/server'
import { buildFresh } from './build-fresh'
import { demoKey } from './demo-key'
import { followChild, runNext } from './next-process'

function wholeNumber(name: string, fallback: number): number {
  const text = process.env[name]
  if (text === undefined || text === '') return fallback
  const value = Number(text)
  if (Number.isInteger(value) && value >= 0) return value
  console.error(`${name} must be a whole number, such as ${fallback}; it is "${text}".`)
  process.exit(1)
}

const port = wholeNumber('PORT', 3000)
const sandboxPort = wholeNumber('SANDBOX_PORT', 4010)
const fleet = wholeNumber('SANDBOX_ACCOUNTS', 1000)
const dataDir = process.env.DATA_DIR || '.data/demo'
const appUrl = process.env.APP_URL || `http://localhost:${port}`

/** Stored next to the demo's data, so that sessions survive a restart. */
function demoSecret(): string {
  const file = path.join(dataDir, 'auth-secret')
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  if (!existsSync(file)) writeFileSync(file, randomBytes(32).toString('base64'), { mode: 0o600 })
  return readFileSync(file, 'utf8')
}

async function waitUntilHealthy(): Promise<void> {
  for (;;) {
    const answer = await fetch(`http://127.0.0.1:${port}/health`).catch(() => null)
    if (answer?.ok) return
    await new Promise(resolve => setTimeout(resolve, 250))
  }
}

/** Without its history the demo still works, so a failure is only printed. */
function makeHistory(env: Record<string, string>): Promise<void> {
  const args = ['--conditions=react-server', '--import', 'tsx', 'server/cli/demo-history.ts']
  const child = spawn(process.execPath, args, { stdio: 'inherit', env: { ...process.env, ...env } })
  const end = () => {
    child.kill()
    process.exit(1)
  }
  process.once('SIGTERM', end)
  return new Promise(resolve =>
    child.once('exit', code => {
      process.off('SIGTERM', end)
      if (code !== 0) console.error('The demo’s history could not be created. The demo starts without it.')
      resolve()
    }),
  )
}

// The build has printed why.
await buildFresh().catch(() => process.exit(1))
const isEmpty = process.argv.includes('--empty')
const isNew = !existsSync(path.join(dataDir, 'sandbox.json'))
const sandbox = await startSandbox({
  port: sandboxPort,
  key: demoKey,
  accounts: fleet,
  dataFile: path.join(dataDir, 'sandbox.json'),
}).catch(error => {
  const taken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'
  console.error(taken ? `Port ${sandboxPort} is taken. Set SANDBOX_PORT to another one.` : error)
  process.exit(1)
})
const filed = 'TELNYX_API_KEY AUTH_SECRET AUTH_SECRET_PREVIOUS AUDIT_KEY DATABASE_URL DATABASE_OWNER_URL'.split(' ')
const settings = {
  CONSOLE_MODE: 'demo',
  DEMO_HISTORY: String(!isEmpty),
  APP_URL: appUrl,
  AUTH_SECRET: demoSecret(),
  DATA_DIR: dataDir,
  // Keys and places of a settings file in the folder belong to the real console, not to the demo.
  ...Object.fromEntries(filed.map(name => [`${name}_FILE`, ''])),
  AUTH_SECRET_PREVIOUS: '',
  AUDIT_KEY: '',
  AUDIT_CHECKPOINTS: '',
  DATABASE_OWNER_URL: '',
  METRICS_PORT: process.env.METRICS_PORT ?? '',
  DATABASE_URL: process.env.DATABASE_URL ?? '',
  TELNYX_API_KEY: sandbox.key,
  TELNYX_BASE_URL: sandbox.url,
  ACCOUNT_CAP: String(Math.max(1000, fleet)),
  LOG_LEVEL: process.env.LOG_LEVEL ?? 'warn',
}
if (isNew && !isEmpty) await makeHistory(settings)
// The demo's passwords are published: it listens on this machine only.
const next = runNext(['start', '-H', '127.0.0.1', '-p', String(port)], settings)
followChild(next, () => void sandbox.close())
await waitUntilHealthy()
console.log(`
Reseller Console is running with ${fleet} invented managed accounts:

  ${appUrl}

Sign in as one of these; the password is ${demoPassword}

  owner@demo.test      everything
  manager@demo.test    create, disable, enable, pricing, channels
  support@demo.test    disable and enable; no balances
  finance@demo.test    balances and review rounds

Sandbox in place of Telnyx: ${sandbox.url}   Data: ${dataDir}   Stop with Ctrl+C; everything is kept.
`)
