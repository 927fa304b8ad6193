import { Banner } from '@/components/ui/banner'
import type { Problem } from '@/lib/errors'

/** Why a command was refused, in its dialog or form. That the operator closed the identity dialog is not an error. */
export function Refusal({ problem }: { problem: Problem }) {
  const quiet = problem.code === 'confirm_identity'
  return (
    <Banner tone={quiet ? 'info' : 'danger'} role={quiet ? 'status' : 'alert'} title={problem.message}>
      {problem.hint}
    </Banner>
  )
}
