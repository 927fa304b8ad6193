import type { FieldValues, Path, UseFormSetError } from 'react-hook-form'
import type { Problem } from '@/lib/errors'

/**
 * Shows a server's problem in a form. Each known field gets its message, and the first one the focus. The rest goes to
 * `root`, shown by <FormErrors>. `known` are the form's own inputs; errors of other fields go to `root.other`, so that
 * they are visible.
 */
export function applyProblem<T extends FieldValues>(
  setError: UseFormSetError<T>,
  problem: Problem,
  known: readonly Path<T>[],
): void {
  const entries = Object.entries(problem.fields ?? {})
  const own = entries.flatMap(([name, message]) => {
    const path = known.find(candidate => candidate === name)
    return path ? [{ path, message }] : []
  })
  own.forEach(({ path, message }, index) => {
    setError(path, { type: 'server', message }, { shouldFocus: index === 0 })
  })
  const foreign = entries.filter(([name]) => !known.some(path => path === name)).map(([, message]) => message)
  if (own.length > 0 && foreign.length === 0) return
  setError('root', { type: problem.code, message: problem.message })
  const more = [...foreign, problem.hint, problem.requestId && `Request id for support: ${problem.requestId}`]
  const other = more.filter(Boolean).join(' ')
  if (other) setError('root.other', { type: problem.code, message: other })
}
