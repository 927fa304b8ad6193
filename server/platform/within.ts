import 'server-only'

/** Rejects with `late` when the work takes longer. */
export async function within<T>(ms: number, work: PromiseLike<T>, late = new Error(`not read within ${ms} ms`)) {
  let timer: NodeJS.Timeout | undefined
  const tooLate = new Promise<never>((_, reject) => {
    // After one more turn of the event loop: what was read while the loop was blocked is not late.
    timer = setTimeout(() => setImmediate(() => reject(late)), ms)
  })
  return Promise.race([work, tooLate]).finally(() => clearTimeout(timer))
}
