// What keeping in step with Telnyx costs, for `npm run bench`.
import { execFile } from 'node:child_process'
import path from 'node:path'
import { promisify } from 'node:util'

const root = path.resolve(import.meta.dirname, '../..')

export type SweepFigures = {
  seconds: number
  /** What this process took of a processor; the embedded database is part of it, PostgreSQL is not. */
  cpuSeconds: number
  accountsPerSecond: number
  /** HTTP requests sent, repetitions included. */
  requests: number
  /** The sum over the statuses of max(1, ceil(n / 250)). */
  leastRequests: number
  /** Rows of the mirror that were written. */
  written: number
  /** Delay of a 10 ms timer. */
  loopP99Ms: number
  loopMaxMs: number
  peakRssMb: number
  /** Answers that refused for the rate limit. */
  rate429: number
}

export type SyncFigures = {
  firstSync: SweepFigures
  /** A sweep that finds nothing new. */
  steady: SweepFigures
  /** A sweep that finds 1 % of the accounts renamed, every fourth of these disabled too. */
  changed: SweepFigures
}

/** @param databaseUrl a server of PostgreSQL, where a database is made and dropped; null = the embedded database */
export async function measureSync(options: { accounts: number; databaseUrl: string | null }): Promise<SyncFigures> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [
      '--conditions=react-server',
      '--import',
      'tsx',
      'server/cli/bench-sync-process.ts',
      String(options.accounts),
      options.databaseUrl ?? '',
    ],
    { cwd: root, maxBuffer: 1_000_000 },
  )
  return JSON.parse(stdout) as SyncFigures
}
