import { problemOf } from '@/components/states/problem-of'
import { toast } from '@/components/ui/toast'

/** Why something was not done, in the corner of the screen. What the operator put away themselves is only noted. */
export function sayProblem(title: string, error: unknown): void {
  const { code, message, hint } = problemOf(error)
  if (code === 'confirm_identity') toast.info(message)
  else toast.error(title, { description: [message, hint].filter(Boolean).join(' ') })
}
