import { problemOf } from '@/components/states/problem-of'
import { toast } from '@/components/ui/toast'
import { problemText } from '@/lib/errors'

/** Why something was not done, in the corner of the screen. What the operator put away themselves is only noted. */
export function sayProblem(title: string, error: unknown): void {
  const problem = problemOf(error)
  if (problem.code === 'confirm_identity') toast.info(problem.message)
  else toast.error(title, { description: problemText(problem) })
}
