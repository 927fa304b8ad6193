import 'server-only'

/** What `work` resolves with, or `late` if that takes longer. The work continues. */
export function orLate<T, L>(work: Promise<T>, ms: number, late: L): Promise<T | L> {
  let timer: NodeJS.Timeout | undefined
  const passed = new Promise<L>(resolve => {
    timer = setTimeout(() => resolve(late), ms)
  })
  return Promise.race([work, passed]).finally(() => clearTimeout(timer))
}
