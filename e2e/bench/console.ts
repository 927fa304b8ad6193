// A sandbox and a console in processes of their own, for the benchmark: no proxy between, no debug log.
import type { ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, openSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { startSandboxProcess } from '../../server/cli/bench/sandbox-process'
import { runNext } from '../../server/cli/next-process'
import { ended, freePort } from '../console'

export type BenchConsole = {
  url: string
  /** The process that answers. */
  pid(): number
  /** Starts it, with these settings too, and answers after how many milliseconds it said that it is healthy. */
  start(settings?: Record<string, string>): Promise<number>
  stop(): Promise<void>
  close(): Promise<void>
}

export async function benchConsole(accounts: number, databaseUrl: string | null): Promise<BenchConsole> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'reseller-console-bench-'))
  const sandbox = await startSandboxProcess({ accounts, rateLimit: '2000/1' })
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const log = openSync(path.join(folder, 'console.log'), 'a')
  const env = {
    NODE_ENV: 'production',
    CONSOLE_MODE: 'demo',
    APP_URL: url,
    AUTH_SECRET: randomBytes(32).toString('base64'),
    DATA_DIR: path.join(folder, 'data'),
    DATABASE_URL: databaseUrl ?? '',
    TELNYX_API_KEY: 'sandbox',
    TELNYX_BASE_URL: sandbox.url,
    ACCOUNT_CAP: String(Math.max(1_000, accounts)),
    LOG_LEVEL: 'warn',
  }
  let child: ChildProcess | null = null
  const stop = async () => {
    if (child) await ended(child, 'SIGTERM')
    child = null
  }
  return {
    url,
    pid: () => child?.pid ?? 0,
    start: async (settings = {}) => {
      const started = performance.now()
      child = runNext(['start', '-H', '127.0.0.1', '-p', String(port)], { ...env, ...settings }, log)
      const deadline = Date.now() + 180_000
      for (;;) {
        const answer = await fetch(`${url}/health`).catch(() => null)
        if (answer?.ok) return performance.now() - started
        if (child.exitCode !== null || Date.now() > deadline) throw new Error('The console did not start.')
        await pause(20)
      }
    },
    stop,
    close: async () => {
      await stop()
      await ended(sandbox.child, 'SIGTERM')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
