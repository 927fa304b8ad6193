import type { FieldErrors, FieldValues } from 'react-hook-form'
import { Banner } from '@/components/ui/banner'

/** Errors of the whole form, which `applyProblem` stores under `root`. Field errors are shown at their fields. */
export function FormErrors<T extends FieldValues>({ errors }: { errors: FieldErrors<T> }) {
  const root = errors.root
  if (!root) return null
  const [first, ...rest] = [root, ...Object.values(root)].flatMap(one =>
    typeof one === 'object' && 'message' in one && typeof one.message === 'string' ? [one.message] : [],
  )
  if (first === undefined) return null
  // The operator closed the identity dialog. This is not an error.
  const quiet = root.type === 'confirm_identity'
  return (
    <Banner tone={quiet ? 'info' : 'danger'} role={quiet ? 'status' : 'alert'} title={first}>
      {rest.map(line => (
        <p key={line}>{line}</p>
      ))}
    </Banner>
  )
}
