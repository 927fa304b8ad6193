// Reads the JSON reports of Vitest and Playwright for `npm test`: how many tests, and which ones to look at.
import path from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { z } from 'zod'

export type NamedTest = { file: string; test: string; error: string }
export type TestReport = {
  passed: number
  failed: number
  skipped: number
  failures: NamedTest[]
  /** Seconds of every test that ran, with its own hooks and fixtures. */
  ran: { file: string; test: string; passed: boolean; seconds: number }[]
}

const vitestReport = z.object({
  numPassedTests: z.number(),
  numPendingTests: z.number(),
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      message: z.string(),
      assertionResults: z.array(
        z.object({
          ancestorTitles: z.array(z.string()),
          title: z.string(),
          status: z.string(),
          duration: z.number().nullish(),
          failureMessages: z.array(z.string()),
        }),
      ),
    }),
  ),
})

/** Throws for anything but a report of Vitest. */
export function readVitest(text: string): TestReport {
  const { numPassedTests: passed, numPendingTests: skipped, testResults } = vitestReport.parse(JSON.parse(text))
  const failures: NamedTest[] = []
  const ran: TestReport['ran'] = []
  for (const { name, status, message, assertionResults } of testResults) {
    const file = path.relative(process.cwd(), name)
    const before = failures.length
    for (const { ancestorTitles, title, status, duration, failureMessages } of assertionResults) {
      const test = [...ancestorTitles, title].join(' › ')
      if (status === 'failed' || status === 'passed')
        ran.push({ file, test, passed: status === 'passed', seconds: (duration ?? 0) / 1_000 })
      if (status === 'failed') failures.push({ file, test, error: firstLines(failureMessages[0]) })
    }
    // A file that failed to load has no tests at all, and a failing hook lets none of them run.
    if (status === 'failed' && failures.length === before)
      failures.push({ file, test: 'the file as a whole', error: firstLines(message) || 'A hook failed.' })
  }
  return { passed, failed: failures.length, skipped, failures, ran }
}

const fileTimes = z.array(z.object({ file: z.string(), startUpSeconds: z.number(), seconds: z.number() }))

/** What `server/testing/file-times.ts` wrote. */
export function readFileTimes(text: string): z.infer<typeof fileTimes> {
  return fileTimes.parse(JSON.parse(text))
}

const playwrightError = z.object({
  message: z.string().optional(),
  location: z.object({ file: z.string() }).optional(),
})

const specs = z.array(
  z.object({
    title: z.string(),
    file: z.string(),
    tests: z.array(
      z.object({
        status: z.string(),
        results: z.array(z.object({ duration: z.number(), error: playwrightError.optional() })),
      }),
    ),
  }),
)

const suite = z.object({
  title: z.string(),
  specs,
  get suites() {
    return z.array(suite).optional()
  },
})

const playwrightReport = z.object({
  config: z.object({ rootDir: z.string() }),
  suites: z.array(suite),
  errors: z.array(playwrightError),
  stats: z.object({ expected: z.number(), skipped: z.number() }),
})

/** Throws for anything but a report of Playwright. */
export function readPlaywright(text: string): TestReport {
  const { config, suites, errors, stats } = playwrightReport.parse(JSON.parse(text))
  const fileOf = (file: string) => path.relative(process.cwd(), path.resolve(config.rootDir, file))
  const failures: NamedTest[] = []
  const ran: TestReport['ran'] = []
  const visit = ({ specs, suites = [] }: z.infer<typeof suite>, titles: string[]) => {
    for (const { title, file, tests } of specs) {
      for (const { status, results } of tests) {
        const named = { file: fileOf(file), test: [...titles, title].join(' › ') }
        const passed = status !== 'unexpected'
        const seconds = results.reduce((sum, { duration }) => sum + duration, 0) / 1_000
        if (status !== 'skipped') ran.push({ ...named, passed, seconds })
        if (!passed) failures.push({ ...named, error: firstLines(results.findLast(one => one.error)?.error?.message) })
      }
    }
    for (const inner of suites) visit(inner, [...titles, inner.title])
  }
  // The outermost suite is the file.
  for (const file of suites) visit(file, [])
  // Failures outside any test: a file that failed to load, the setup of the whole run.
  for (const { message, location } of errors)
    failures.push({
      file: location ? fileOf(location.file) : 'the run',
      test: 'outside of any test',
      error: firstLines(message),
    })
  return { passed: stats.expected, failed: failures.length, skipped: stats.skipped, failures, ran }
}

/** The error in one line, without colours, stack and differences. */
function firstLines(message: string | undefined): string {
  const lines = stripVTControlCharacters(message ?? '')
    .split('\n')
    .map(line => line.trim())
    .filter(line => line !== '' && !line.startsWith('at '))
  const text = lines.slice(0, 2).join(' · ')
  return text.length > 200 ? `${text.slice(0, 199)}…` : text
}

/** Two lines per test, under a title; tests beyond `room` are only counted. No tests, no lines. */
export function listNames(title: string, tests: readonly { name: string; error: string }[], room: number): string[] {
  if (tests.length === 0) return []
  const shown = tests.slice(0, room).flatMap(({ name, error }) => (error ? [name, `    ${error}`] : [name]))
  const more = tests.length - room
  return ['', `── ${title}`, ...shown, ...(more > 0 ? [`and ${more} more`] : [])]
}

type Goal = { name: string; passed: number; failed: number }

/** The goals that tests carry in their names, such as `[4.3] fuzz: …`: how many tests cover each, sorted by name. */
export function countGoals(ran: readonly { test: string; passed: boolean }[]): Goal[] {
  const goals = new Map<string, Goal>()
  for (const { test, passed } of ran) {
    const goal = /\[(\d+\.\d+)\](?: ([^:›]+)(?=[:›]))?/.exec(test)
    if (!goal) continue
    const name = [goal[1], goal[2]?.trim()].filter(Boolean).join(' ')
    const counted = goals.get(name) ?? { name, passed: 0, failed: 0 }
    if (passed) counted.passed += 1
    else counted.failed += 1
    goals.set(name, counted)
  }
  return [...goals.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
}

/** A line for each goal, and one for each of `known` that no test covers. */
export function listGoals(goals: readonly Goal[], known: readonly string[]): { lines: string[]; missing: string[] } {
  const missing = known.filter(name => !goals.some(goal => goal.name === name))
  if (goals.length === 0 && missing.length === 0) return { lines: [], missing }
  const shown = goals.map(({ name, passed, failed }) => {
    return `${failed === 0 ? 'pass  ' : 'FAILED'} ${name}: ${passed} passed, ${failed} failed`
  })
  return { lines: ['', '── goals', ...shown, ...missing.map(name => `FAILED ${name}: no test shows it`)], missing }
}

type Timed = { step: string; file: string; test: string; seconds: number }

/** The slowest tests of a run, as rows of a Markdown table. */
export function listSlowest(timed: readonly Timed[], count: number): string[] {
  const slowest = timed.toSorted((a, b) => b.seconds - a.seconds).slice(0, count)
  const cell = (text: string) => text.replaceAll('|', '\\|')
  return slowest.map(({ step, file, test, seconds }) => {
    return `| ${seconds.toFixed(1)} | ${step} | \`${file}\` | ${cell(test)} |`
  })
}
