import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { openRecord } from '@/server/audit/seal'
import { openDatabase } from '@/server/platform/db/client'
import type { Sandbox } from '@/server/sandbox/server'
import { createOnServer, fillFolder, type TestDatabase } from '@/server/testing/database'
import { scriptArgs } from '@/server/testing/script-args'
import { testChain, testSecret } from '@/server/testing/seal'
import { root } from '@/server/testing/sources'

export type Line = Record<string, unknown>
export type Ended = { code: number | null; signal: NodeJS.Signals | null; lines: Line[]; errors: string }

export type Running = { child: ChildProcess; ended: Promise<Ended>; lines: Line[] }

/** The value that a process printed under this name. */
export const said = ({ lines }: { lines: readonly Line[] }, key: string) => lines.find(line => key in line)?.[key]

/** One database, and all consoles that a test starts and kills on it. */
export class Processes {
  private readonly folder = mkdtempSync(path.join(os.tmpdir(), 'reseller-console-kill-'))
  private readonly children = new Set<ChildProcess>()
  private onServer: { url: string; drop(): Promise<void> } | null = null

  constructor(private readonly patience = '1,2,3/4') {}

  /** Where the database is. On PostgreSQL it is empty until a console or a restore uses it. */
  async place(): Promise<{ databaseUrl?: string; dataDir: string }> {
    const server = process.env.TEST_DATABASE_URL
    if (server) this.onServer ??= await createOnServer(server, null)
    return { dataDir: this.folder, ...(this.onServer && { databaseUrl: this.onServer.url }) }
  }

  /** The shared database, while none of the processes runs: the embedded one has one process. */
  async open(): Promise<TestDatabase> {
    const server = process.env.TEST_DATABASE_URL
    if (server) this.onServer ??= await createOnServer(server)
    else if (readdirSync(this.folder).length === 0) await fillFolder(this.folder)
    const url = this.onServer?.url
    const opened = await openDatabase({ databaseUrl: url, dataDir: this.folder })
    await openRecord(opened.db, testChain)
    return { ...opened, url: url ?? null, another: () => Promise.reject(new Error('start a process instead')) }
  }

  /** A console that works until every job has ended. @param env settings in place of the usual ones */
  start(sandbox: Sandbox, failpoints?: string, env: Record<string, string> = {}): Running {
    const child = spawn(process.execPath, scriptArgs('server/commands/jobs/testing/worker-process.ts'), {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: process.env.PATH,
        NODE_ENV: 'production',
        CONSOLE_MODE: 'demo',
        CONSOLE_TEST: '1',
        CONSOLE_PATIENCE: this.patience,
        ...(failpoints && { CONSOLE_FAILPOINTS: failpoints }),
        APP_URL: 'http://localhost:3000',
        AUTH_SECRET: testSecret,
        DATA_DIR: this.folder,
        ...(this.onServer && { DATABASE_URL: this.onServer.url }),
        TELNYX_API_KEY: sandbox.key,
        TELNYX_BASE_URL: sandbox.url,
        SYNC_INTERVAL: '3600',
        LIST_LAG: '0',
        LOG_LEVEL: 'error',
        ...env,
      },
    })
    this.children.add(child)
    const lines: Line[] = []
    let errors = ''
    let rest = ''
    child.stdout?.on('data', (data: Buffer) => {
      rest += data.toString()
      const whole = rest.split('\n')
      rest = whole.pop() ?? ''
      for (const line of whole) {
        if (line.startsWith('@@')) lines.push(JSON.parse(line.slice(2)) as Line)
        else errors += `${line}\n`
      }
    })
    child.stderr?.on('data', (data: Buffer) => {
      errors += data.toString()
    })
    const ended = new Promise<Ended>(resolve => {
      child.on('close', (code, signal) => {
        this.children.delete(child)
        resolve({ code, signal, lines, errors: errors.slice(-2_000) })
      })
    })
    return { child, ended, lines }
  }

  async close(): Promise<void> {
    for (const child of this.children) child.kill('SIGKILL')
    rmSync(this.folder, { recursive: true, force: true })
    await this.onServer?.drop()
  }
}
