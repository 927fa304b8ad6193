import { Banner } from '@/components/ui/banner'
import type { Problem } from '@/lib/errors'

/** Why the command was refused, inside its dialog. */
export function Refusal({ problem }: { problem: Problem }) {
  const quiet = problem.code === 'confirm_identity'
  return (
    <Banner tone={quiet ? 'info' : 'danger'} role={quiet ? 'status' : 'alert'} title={problem.message}>
      {problem.hint}
    </Banner>
  )
}
