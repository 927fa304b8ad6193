// Shared by all parts of the benchmark: percentiles, tables, the machine.
import { readFileSync } from 'node:fs'
import os from 'node:os'

export type Timing = { p50: number; p95: number; max: number; count: number }

/** What e2e/bench/browser.ts measures. */
export type BrowserFigures = {
  size: number
  database: 'PGlite' | 'PostgreSQL'
  /** Milliseconds from the start of the process to its first answer: with an empty database, and with the whole fleet in it. */
  coldStartMs: { empty: number; full: number; firstRows: number }
  firstSyncSeconds: number
  /** See e2e/bench/paint.ts. `search` includes the pause of 150 ms after the last key; `first` is the first of its kind in a session, `missed` how
   * many changed no row within 5 s. */
  clicks: Record<'sort' | 'nextPage' | 'facet' | 'search', Timing & { first: number | null; missed: number }>
  /** The command palette, its code loaded: from the key to its second frame, and from the last key to the second frame of the answer. */
  palette: { openMs: Timing; answerMs: Timing }
  load: LoadFigures
  export: { rows: number; seconds: number; rowsPerSecond: number; addedMb: number } | null
  weights: Record<string, Weight>
  /** Sorts without a sweep, and while one sweep follows the other. Balances are read in both. */
  background: { without: Timing; during: Timing }
}

/** Milliseconds since the navigation began. `shift` is the largest cumulative layout shift. */
export type LoadFigures = {
  ttfbMs: Timing
  rowsMs: { cold: Timing; warm: Timing }
  hydratedMs: { cold: Timing; warm: Timing }
  shift: number
}

/** What a first visit of a screen loads until the network rests; script by gzip -9. */
export type Weight = { scriptKb: number; requests: number; htmlKb: number }

/** Milliseconds, to two digits. */
export function timing(samples: readonly number[]): Timing {
  const sorted = [...samples].sort((a, b) => a - b)
  const at = (share: number) => round(sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? 0)
  return { p50: at(0.5), p95: at(0.95), max: at(1), count: sorted.length }
}

/** How long this work takes, so many times one after the other. @param before not measured */
export async function timeOf(
  count: number,
  work: (round: number) => Promise<unknown>,
  before?: (round: number) => Promise<unknown>,
): Promise<Timing> {
  const samples: number[] = []
  for (let round = 0; round < count; round++) {
    await before?.(round)
    samples.push(await msOf(() => work(round)))
  }
  return timing(samples)
}

export async function msOf(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await work()
  return performance.now() - start
}

export const round = (value: number, digits = 2) => Number(value.toFixed(digits))

/** Peak and current memory of a process of this machine, in MB; null where /proc is missing or the process is gone. */
export function memoryOf(pid: number): { rss: number; peak: number } | null {
  try {
    const text = readFileSync(`/proc/${pid}/status`, 'utf8')
    const kb = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text)?.[1] ?? 0)
    return { rss: Math.round(kb('VmRSS') / 1024), peak: Math.round(kb('VmHWM') / 1024) }
  } catch {
    return null
  }
}

export function machine(): string {
  const [cpu] = os.cpus()
  const memory = Math.round(os.totalmem() / 2 ** 30)
  return `${os.availableParallelism()} cores (${cpu?.model.trim() ?? 'unknown'}), ${memory} GB, Node ${process.versions.node}, ${os.type()} ${os.release()}`
}

/** Prints a table for people: the first column is text, the others are figures. */
export function printTable(
  title: string,
  head: readonly string[],
  rows: readonly (readonly (string | number | null)[])[],
): void {
  const text = [head, ...rows].map(row =>
    row.map(cell => (cell === null ? '–' : typeof cell === 'number' ? cell.toLocaleString('en') : cell)),
  )
  const widths = head.map((_, column) => Math.max(...text.map(row => row[column]?.length ?? 0)))
  const lines = text.map(row =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  '),
  )
  lines.splice(1, 0, widths.map(width => '─'.repeat(width)).join('  '))
  console.log(`\n${title}\n${lines.join('\n')}`)
}
