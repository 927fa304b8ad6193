// The steps of a test run, their reports and the summary at its end: shared by `npm test` and `npm run test:quick`.
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { buildFresh } from './build-fresh'
import { installedBrowser } from './find-browser'
import { overBudget } from './script-budget'
import {
  countGoals,
  listGoals,
  listNames,
  listSlowest,
  type NamedTest,
  readFileTimes,
  readPlaywright,
  readVitest,
  type TestReport,
} from './test-reports'

type Say = (line: string) => void
type Step = {
  name: string
  seconds: number
  ok: boolean
  report?: TestReport | null
  files?: ReturnType<typeof readFileTimes>
  note?: string
}

/** Every run writes the seconds of each test and file here, to find out what became slow. */
const timesFile = path.join('test-results', 'times.json')

const local = (program: string) => path.join('node_modules', '.bin', program)

export class TestRun {
  readonly #steps: Step[] = []
  readonly #reports = mkdtempSync(path.join(os.tmpdir(), 'reseller-console-reports-'))
  readonly #started = Date.now()
  readonly #env: Record<string, string>
  readonly #stepMinutes: number

  constructor(options: { env?: Record<string, string>; stepMinutes: number }) {
    this.#env = options.env ?? {}
    this.#stepMinutes = options.stepMinutes
  }

  /** Two steps may run in parallel: each line of output starts with its step's name. Never throws. */
  async step(name: string, work: (say: Say, step: Step) => Promise<boolean>): Promise<boolean> {
    const say: Say = line => console.log(`${name} │ ${line}`)
    const started = Date.now()
    const step: Step = { name, seconds: 0, ok: false }
    this.#steps.push(step)
    try {
      step.ok = await work(say, step)
    } catch (error) {
      say(error instanceof Error ? error.message : String(error))
    }
    step.seconds = (Date.now() - started) / 1_000
    say(`${step.ok ? 'ok' : 'FAILED'} after ${Math.round(step.seconds)} s`)
    return step.ok
  }

  /** A step that runs a program installed by npm. */
  program(name: string, program: string, args: string[], env: Record<string, string> = {}): Promise<boolean> {
    return this.step(name, say => this.run(say, local(program), args, env))
  }

  types(): Promise<boolean> {
    return this.step('types', async say => {
      return (await this.run(say, local('next'), ['typegen'])) && this.run(say, local('tsc'), ['--noEmit'])
    })
  }

  vitest(name: string, args: string[], env: Record<string, string> = {}): Promise<boolean> {
    const file = this.#reportFile(name)
    const times = `${file}.times`
    const reporters = ['default', 'json', './server/testing/file-times.ts'].map(one => `--reporter=${one}`)
    const config = ['--config', 'server/testing/vitest.config.ts']
    const all = ['run', ...config, ...reporters, `--outputFile.json=${file}`, ...args]
    return this.step(name, async (say, step) => {
      const ok = await this.run(say, local('vitest'), all, { ...env, FILE_TIMES: times })
      step.report = this.#read(say, file, readVitest)
      step.files = this.#read(say, times, readFileTimes) ?? []
      return ok && step.report !== null
    })
  }

  browser(name: string, env: Record<string, string> = {}, args: string[] = []): Promise<boolean> {
    const file = this.#reportFile(name)
    const all = ['test', '--config', 'e2e/playwright.config.ts', ...args]
    return this.step(name, async (say, step) => {
      const ok = await this.run(say, local('playwright'), all, { ...env, E2E_REPORT: file })
      step.report = this.#read(say, file, readPlaywright)
      return ok && step.report !== null
    })
  }

  /** A part that cannot run here; `ok` says whether the run may pass without it. */
  skip(name: string, note: string, ok: boolean): void {
    this.#steps.push({ name, seconds: 0, ok, note })
  }

  /** The production build, which the journeys drive. */
  build(): Promise<boolean> {
    return this.step('build', async say => {
      await buildFresh({ typesChecked: true })
      const over = overBudget()
      for (const sentence of over) say(`${sentence} Load parts of it later, or raise server/cli/script-budget.ts.`)
      return over.length === 0
    })
  }

  /** Uses an installed browser, else asks Playwright for its own. */
  ensureBrowser(): Promise<boolean> {
    return this.step('a browser', async say => {
      if (installedBrowser()) return true
      return this.run(say, local('playwright'), ['install', '--with-deps', 'chromium'])
    })
  }

  /** True when the program exited with code 0. One that hangs is ended, so that the other steps can be reported. */
  run(say: Say, program: string, args: string[], env: Record<string, string> = {}): Promise<boolean> {
    return new Promise(resolve => {
      const child = spawn(program, args, {
        stdio: ['ignore', 'pipe', 'pipe'],
        env: { ...process.env, ...this.#env, ...env, NEXT_TELEMETRY_DISABLED: '1' },
      })
      for (const stream of [child.stdout, child.stderr]) createInterface({ input: stream }).on('line', say)
      const limit = setTimeout(() => {
        say(`Stopped after ${this.#stepMinutes} minutes.`)
        child.kill('SIGKILL')
      }, this.#stepMinutes * 60_000)
      child.on('error', error => {
        say(error.message)
        resolve(false)
      })
      child.on('close', code => {
        clearTimeout(limit)
        resolve(code === 0)
      })
    })
  }

  /** Prints the failures at the end. Returns whether everything passed. @param goals the names that tests must cover */
  summarize(goals: readonly string[] = []): boolean {
    const total = { passed: 0, failed: 0, skipped: 0 }
    const failures: { name: string; error: string }[] = []
    console.log('\n── summary')
    for (const { name, seconds, report, ok, note } of this.#steps) {
      const counted = report ? `${report.passed} passed, ${report.failed} failed` : (note ?? '')
      console.log(
        `${ok ? 'ok    ' : 'FAILED'} ${`${Math.round(seconds)} s`.padStart(6)}  ${name}${counted && `: ${counted}`}`,
      )
      // A step may fail without a failed test: a type error, an unhandled rejection, an interrupted run.
      const bare = !ok && (report?.failed ?? 0) === 0
      total.passed += report?.passed ?? (ok && !note ? 1 : 0)
      total.failed += (report?.failed ?? 0) + (bare ? 1 : 0)
      total.skipped += report?.skipped ?? (note ? 1 : 0)
      const named = ({ file, test, error }: NamedTest) => ({ name: `${name} › ${file} › ${test}`, error })
      failures.push(...(report?.failures ?? []).map(named))
      if (bare)
        failures.push({ name, error: 'No test of this step failed. Its output above shows why the step failed.' })
    }
    const timed = this.#steps.flatMap(step => (step.report?.ran ?? []).map(ran => ({ step: step.name, ...ran })))
    const { lines, missing } = listGoals(countGoals(timed), goals)
    total.failed += missing.length
    for (const line of ['', '── the slowest tests (seconds)', ...listSlowest(timed, 10), ...lines]) console.log(line)
    for (const line of listNames('failed', failures, 20)) console.log(line)
    this.#writeTimes()
    rmSync(this.#reports, { recursive: true, force: true })
    const counts = `${total.passed} passed, ${total.failed} failed`
    console.log(`\n${((Date.now() - this.#started) / 60_000).toFixed(1)} minutes`)
    console.log(`${counts}${total.skipped > 0 ? `, ${total.skipped} skipped` : ''}`)
    return missing.length === 0 && this.#steps.every(one => one.ok)
  }

  #reportFile(name: string): string {
    return path.join(this.#reports, `${name.replace(/\W+/g, '-')}.json`)
  }

  /** Null when there is no readable report: an interrupted run may leave half of one. */
  #read<T>(say: Say, file: string, read: (text: string) => T): T | null {
    if (!existsSync(file)) return null
    try {
      return read(readFileSync(file, 'utf8'))
    } catch (error) {
      say(`The report of this step could not be read: ${error instanceof Error ? error.message : error}`)
      return null
    }
  }

  #writeTimes(): void {
    const steps = this.#steps.map(({ name, seconds, report, files }) => ({
      step: name,
      seconds,
      files: files ?? [],
      tests: (report?.ran ?? []).map(({ file, test, seconds }) => ({ file, test, seconds })),
    }))
    mkdirSync(path.dirname(timesFile), { recursive: true })
    writeFileSync(timesFile, `${JSON.stringify(steps, null, 1)}\n`)
  }
}
