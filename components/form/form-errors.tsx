import type { FieldErrors, FieldValues } from 'react-hook-form'
import { Banner } from '@/components/ui/banner'

type Props<T extends FieldValues> = {
  errors: FieldErrors<T>
  title?: string | undefined
}

/** Errors of the whole form, which `applyProblem` stores under `root`. Field errors are shown at their fields. */
export function FormErrors<T extends FieldValues>({ errors, title }: Props<T>) {
  const root = errors.root
  if (!root) return null
  const lines = [root, ...Object.values(root)].flatMap(one =>
    typeof one === 'object' && 'message' in one && typeof one.message === 'string' ? [one.message] : [],
  )
  const [first, ...rest] = lines
  if (first === undefined) return null
  // The operator closed the identity dialog. This is not an error.
  const quiet = root.type === 'confirm_identity'
  return (
    <Banner tone={quiet ? 'info' : 'danger'} role={quiet ? 'status' : 'alert'} title={title ?? first}>
      {(title ? lines : rest).map(line => (
        <p key={line}>{line}</p>
      ))}
    </Banner>
  )
}
