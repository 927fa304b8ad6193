/**
 * Measures until the figures are good enough, at most three times. Other processes of a busy machine can only make
 * figures worse: what one of three runs reaches holds, and what is really broken fails all three.
 * @param judge throws where the figures are not good enough
 */
export async function bestOfThree<T>(measure: () => Promise<T>, judge: (figures: T) => void): Promise<void> {
  for (let left = 2; ; left -= 1) {
    const figures = await measure()
    try {
      judge(figures)
      return
    } catch (error) {
      if (left === 0) throw error
      process.stdout.write(`measured again: ${error instanceof Error ? error.message : error}\n`)
    }
  }
}
