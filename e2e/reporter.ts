import type { FullResult, Reporter, Suite } from '@playwright/test/reporter'

/** Ends the output with one line that machines read. */
export default class CountReporter implements Reporter {
  #suite: Suite | undefined
  #errors = 0

  onBegin(_config: unknown, suite: Suite): void {
    this.#suite = suite
  }

  onError(): void {
    this.#errors += 1
  }

  onEnd(result: FullResult): void {
    const outcomes = (this.#suite?.allTests() ?? []).map(test => test.outcome())
    const count = (...wanted: string[]) => outcomes.filter(outcome => wanted.includes(outcome)).length
    const skipped = count('skipped')
    // A run that broke off, or failed outside of any test, must not read as a green one.
    const failed = count('unexpected') + this.#errors
    const broken = failed === 0 && result.status !== 'passed' ? 1 : 0
    console.log(
      `\n${count('expected', 'flaky')} passed, ${failed + broken} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`,
    )
  }

  printsToStdio(): boolean {
    return false
  }
}
