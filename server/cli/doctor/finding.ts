/** The result of one check. A problem keeps the console from starting or working; a warning is a risk to know about. */
export type Finding = {
  /** The setting or thing: "DATABASE_URL", "Disk of DATA_DIR". */
  about: string
  state: 'ok' | 'warning' | 'problem'
  words: string
  /** What to do; absent where nothing is to be done. */
  todo?: string
}

export const ok = (about: string, words: string): Finding => ({ about, state: 'ok', words })

const withTodo = (state: 'warning' | 'problem') => (about: string, words: string, todo: string) =>
  ({ about, state, words, todo }) satisfies Finding
export const warning = withTodo('warning')
export const problem = withTodo('problem')
