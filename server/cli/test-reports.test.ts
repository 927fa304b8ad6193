import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { countGoals, listGoals, listNames, listSlowest, readPlaywright, readVitest } from './test-reports'

// In the format of Vitest 4.1 and Playwright 1.65, without unused fields.

const stack =
  '\n    at /console/lib/sum.test.ts:4:49\n    at file:///console/node_modules/@vitest/runner/dist/index.js:302:11'
const tested = (title: string, status: string, failureMessages: string[] = []) => ({
  ancestorTitles: ['the sum'],
  fullName: `the sum ${title}`,
  status,
  title,
  duration: 4.8,
  failureMessages,
  meta: {},
})
const testFile = (name: string, status: string, assertionResults: ReturnType<typeof tested>[], message = '') => ({
  assertionResults,
  startTime: 1795316254909,
  endTime: 1795316254933,
  status,
  message,
  name: path.resolve(name),
})

describe('a report of Vitest', () => {
  const report = readVitest(
    JSON.stringify({
      numTotalTests: 7,
      numPassedTests: 2,
      numFailedTests: 2,
      numPendingTests: 2,
      success: false,
      testResults: [
        testFile('lib/sum.test.ts', 'failed', [
          tested('is right', 'passed'),
          tested('is wrong', 'failed', [`AssertionError: expected { a: 1 } to deeply equal { a: 2 }${stack}`]),
          tested('throws', 'failed', [`Error: first line\n\nsecond line\nthird line${stack}`]),
          tested('later', 'skipped'),
        ]),
        testFile('server/gone.test.ts', 'failed', [], "Cannot find module './not-there' imported from gone.test.ts"),
        testFile('server/hook.test.ts', 'failed', [tested('never runs', 'skipped')]),
      ],
    }),
  )

  it('names failed tests, and files that failed as a whole', () => {
    expect(report.failures).toEqual([
      {
        file: 'lib/sum.test.ts',
        test: 'the sum › is wrong',
        error: 'AssertionError: expected { a: 1 } to deeply equal { a: 2 }',
      },
      { file: 'lib/sum.test.ts', test: 'the sum › throws', error: 'Error: first line · second line' },
      {
        file: 'server/gone.test.ts',
        test: 'the file as a whole',
        error: "Cannot find module './not-there' imported from gone.test.ts",
      },
      { file: 'server/hook.test.ts', test: 'the file as a whole', error: 'A hook failed.' },
    ])
  })

  it('counts a file that failed as a whole as a failure', () => {
    expect(report).toMatchObject({ passed: 2, failed: 4, skipped: 2 })
  })
})

const location = { file: path.resolve('e2e/table.spec.ts'), column: 36, line: 4 }
const wrong = {
  message:
    'Error: \u001b[2mexpect(\u001b[22m\u001b[31mreceived\u001b[39m\u001b[2m).\u001b[22mtoBe\u001b[2m(\u001b[22m\u001b[32mexpected\u001b[39m\u001b[2m)\u001b[22m\n\nExpected: \u001b[32m2\u001b[39m\nReceived: \u001b[31m1\u001b[39m',
  stack: 'Error: …',
  location,
  snippet: '…',
}
const tries = (status: string, ...errors: (typeof wrong | null)[]) => ({
  timeout: 30_000,
  expectedStatus: 'passed',
  projectName: 'journeys',
  status,
  results: errors.map(error => ({ status: error ? 'failed' : 'passed', duration: 1_500, ...(error && { error }) })),
})
const spec = (title: string, ...tests: ReturnType<typeof tries>[]) => ({
  title,
  ok: false,
  tests,
  file: 'table.spec.ts',
  line: 4,
})

function playwright(parts: {
  specs?: ReturnType<typeof spec>[]
  inner?: ReturnType<typeof spec>[]
  errors?: unknown[]
}) {
  return readPlaywright(
    JSON.stringify({
      config: { rootDir: path.resolve('e2e'), version: '1.65.1' },
      suites: [
        {
          title: 'table.spec.ts',
          file: 'table.spec.ts',
          specs: parts.specs ?? [],
          suites: [{ title: 'the table', file: 'table.spec.ts', specs: parts.inner ?? [] }],
        },
      ],
      errors: parts.errors ?? [],
      stats: { expected: 3, skipped: 1, unexpected: 1, duration: 9_000 },
    }),
  )
}

describe('a report of Playwright', () => {
  it('names failed tests of any depth with their error', () => {
    const { failures, passed, failed, skipped } = playwright({
      specs: [spec('outside', tries('unexpected', { ...wrong, message: 'Test timeout of 300ms exceeded.' }))],
      inner: [spec('is wrong', tries('unexpected', wrong)), spec('is right', tries('expected', null))],
    })
    expect(failures).toEqual([
      { file: 'e2e/table.spec.ts', test: 'outside', error: 'Test timeout of 300ms exceeded.' },
      {
        file: 'e2e/table.spec.ts',
        test: 'the table › is wrong',
        error: 'Error: expect(received).toBe(expected) · Expected: 2',
      },
    ])
    expect({ passed, failed, skipped }).toEqual({ passed: 3, failed: 2, skipped: 1 })
  })

  it('names what failed outside of any test', () => {
    const errors = [{ ...wrong, message: 'SyntaxError: unexpected token' }, { message: 'Error: the build is missing' }]
    expect(playwright({ errors }).failures).toEqual([
      { file: 'e2e/table.spec.ts', test: 'outside of any test', error: 'SyntaxError: unexpected token' },
      { file: 'the run', test: 'outside of any test', error: 'Error: the build is missing' },
    ])
  })
})

describe('the list of names', () => {
  const tests = ['one', 'two', 'three'].map(name => ({ name, error: name === 'two' ? '' : `${name} broke` }))

  it('shows as many as fit and counts the others', () => {
    expect(listNames('failed', tests, 2)).toEqual(['', '── failed', 'one', '    one broke', 'two', 'and 1 more'])
    expect(listNames('failed', tests, 3).at(-1)).toBe('    three broke')
  })

  it('is empty without names', () => {
    expect(listNames('failed', [], 20)).toEqual([])
  })
})

describe('goals', () => {
  it('are counted by the numbers in the names of tests, from both kinds of reports', () => {
    const ran = [
      { test: '[4.6] guessing › 200 parallel', passed: true },
      { test: '[4.6] guessing › from many addresses', passed: false },
      { test: '[4.1] matrix: every handler', passed: true },
      { test: '[4.1] matrix: without proxy.ts', passed: true },
      { test: 'something else [9] of no goal', passed: false },
    ]
    expect(listGoals(countGoals(ran), ['4.1 matrix']).lines).toEqual([
      '',
      '── goals',
      'pass   4.1 matrix: 2 passed, 0 failed',
      'FAILED 4.6 guessing: 1 passed, 1 failed',
    ])
    expect(listGoals([], []).lines).toEqual([])
  })

  it('are missing when no test covers a known one', () => {
    const { lines, missing } = listGoals(countGoals([{ test: '[4.1] matrix: all', passed: true }]), ['4.4 tamper'])
    expect(missing).toEqual(['4.4 tamper'])
    expect(lines.at(-1)).toBe('FAILED 4.4 tamper: no test shows it')
  })
})

describe('every test that ran', () => {
  const one = JSON.stringify({
    numPassedTests: 1,
    numPendingTests: 1,
    testResults: [
      testFile('a.test.ts', 'failed', [
        tested('one', 'passed'),
        tested('two', 'failed', ['no']),
        tested('3', 'skipped'),
      ]),
    ],
  })

  it('is listed with its file and how long it took', () => {
    expect(readVitest(one).ran).toEqual([
      { file: 'a.test.ts', test: 'the sum › one', passed: true, seconds: 0.0048 },
      { file: 'a.test.ts', test: 'the sum › two', passed: false, seconds: 0.0048 },
    ])
    expect(playwright({ inner: [spec('sorts', tries('expected', null))] }).ran).toEqual([
      { file: 'e2e/table.spec.ts', test: 'the table › sorts', passed: true, seconds: 1.5 },
    ])
  })

  it('can be sorted by what took longest, as rows of a table', () => {
    const timed = [
      { step: 'unit', file: 'a.test.ts', test: 'quick', seconds: 0.1 },
      { step: 'unit', file: 'a.test.ts', test: 'a | b', seconds: 12.34 },
    ]
    expect(listSlowest(timed, 1)).toEqual(['| 12.3 | unit | `a.test.ts` | a \\| b |'])
  })
})
