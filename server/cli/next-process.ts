import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'

const require = createRequire(import.meta.url)
const nextBin = require.resolve('next/dist/bin/next')
const quietBanner = new URL('quiet-banner.mjs', import.meta.url).href

/** The id that Next gave the build; empty if there is none. Read before the start: an upgrade replaces the file. */
function buildIn(folder: string): string {
  try {
    return readFileSync(path.join(folder, 'BUILD_ID'), 'utf8').trim()
  } catch {
    return ''
  }
}

/** Runs one of Next's commands with the output of this terminal, or of an open file. */
export function runNext(
  args: string[],
  env: Record<string, string>,
  output: 'inherit' | number = 'inherit',
): ChildProcess {
  const folder = env.NEXT_DIST_DIR ?? process.env.NEXT_DIST_DIR ?? '.next'
  const starts = args[0] === 'start'
  return spawn(process.execPath, [...(starts ? ['--import', quietBanner] : []), nextBin, ...args], {
    stdio: ['ignore', output, output],
    env: {
      ...process.env,
      NEXT_TELEMETRY_DISABLED: '1',
      // Next would end the process before the database is closed: server/boot.ts handles the signals.
      NEXT_MANUAL_SIG_HANDLE: 'true',
      ...(starts && { CONSOLE_BUILD: buildIn(folder) }),
      ...env,
    },
  })
}

/** Ends with the child, and forwards the terminal's signals to it. */
export function followChild(child: ChildProcess, onExit: () => void = () => {}): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal))
  child.on('exit', (code, signal) => {
    onExit()
    process.exit(code ?? (signal ? 1 : 0))
  })
}
