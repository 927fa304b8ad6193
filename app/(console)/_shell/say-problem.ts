import { problemOf } from '@/components/states/problem-of'
import { toast } from '@/components/ui/toast'
import { problemText } from '@/lib/errors'

/** Shows a failure as a toast. When the operator closed the identity dialog themselves, it is only a note. */
export function sayProblem(title: string, error: unknown): void {
  const problem = problemOf(error)
  if (problem.code === 'confirm_identity') toast.info(problem.message)
  else toast.error(title, { description: problemText(problem) })
}
