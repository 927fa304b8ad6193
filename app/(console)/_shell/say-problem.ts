import { problemOf } from '@/components/states/problem-of'
import { toast } from '@/components/ui/toast'
import { problemText } from '@/lib/errors'

/**
 * Shows a failure as a toast. When the operator closed the identity dialog themselves, it is only a note.
 * @param title what was certainly not done
 * @param about the account or user, for a toast that may come when another screen is shown
 */
export function sayProblem(title: string, error: unknown, about?: string): void {
  const problem = problemOf(error)
  if (problem.code === 'confirm_identity') toast.info(problem.message)
  else if (problem.uncertain)
    toast.error(problem.message, { description: [about && `About ${about}.`, problem.hint].filter(Boolean).join(' ') })
  else toast.error(title, { description: problemText(problem) })
}
