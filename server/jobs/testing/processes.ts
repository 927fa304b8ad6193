import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import pg from 'pg'
import type { Sandbox } from '@/server/sandbox/server'

const script = path.resolve(import.meta.dirname, 'worker-process.ts')
const root = path.resolve(import.meta.dirname, '../../..')

export type Line = Record<string, unknown>
export type Ended = { code: number | null; signal: NodeJS.Signals | null; lines: Line[]; errors: string }

export type Running = { child: ChildProcess; ended: Promise<Ended>; lines: Line[] }

/** One database, and as many consoles on it as a test starts and kills. */
export class Processes {
  private readonly folder = mkdtempSync(path.join(os.tmpdir(), 'reseller-console-kill-'))
  private readonly secret = randomBytes(24).toString('base64')
  private readonly children = new Set<ChildProcess>()
  private databaseUrl: string | null = null

  constructor(
    private readonly sandbox: Sandbox,
    private readonly patience = '1,2,3/4',
  ) {}

  /** On PostgreSQL when this round tests it. */
  async prepare(): Promise<void> {
    const server = process.env.TEST_DATABASE_URL
    if (!server) return
    const name = `kill_${randomBytes(6).toString('hex')}`
    await statement(server, `create database ${name}`)
    const url = new URL(server)
    url.pathname = `/${name}`
    this.databaseUrl = url.href
  }

  start(mode: 'begin' | 'work' | 'report', options: { failpoints?: string; wanted?: number } = {}): Running {
    const args = ['--conditions=react-server', '--import', 'tsx', script, mode, String(options.wanted ?? 0)]
    const child = spawn(process.execPath, args, {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: process.env.PATH,
        NODE_ENV: 'production',
        CONSOLE_MODE: 'demo',
        CONSOLE_TEST: '1',
        CONSOLE_PATIENCE: this.patience,
        ...(options.failpoints && { CONSOLE_FAILPOINTS: options.failpoints }),
        APP_URL: 'http://localhost:3000',
        AUTH_SECRET: this.secret,
        DATA_DIR: this.folder,
        ...(this.databaseUrl && { DATABASE_URL: this.databaseUrl }),
        TELNYX_API_KEY: this.sandbox.key,
        TELNYX_BASE_URL: this.sandbox.url,
        SYNC_INTERVAL: '3600',
        LIST_LAG: '0',
        LOG_LEVEL: 'error',
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
    const server = process.env.TEST_DATABASE_URL
    if (!server || !this.databaseUrl) return
    await statement(server, `drop database if exists ${new URL(this.databaseUrl).pathname.slice(1)} with (force)`)
  }
}

async function statement(url: string, text: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(text)
  } finally {
    await client.end()
  }
}
