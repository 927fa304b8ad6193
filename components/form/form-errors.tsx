import type { FieldErrors, FieldValues } from 'react-hook-form'
import { Banner } from '@/components/ui/banner'

type Props<T extends FieldValues> = {
  errors: FieldErrors<T>
  title?: string | undefined
}

/** What is wrong with the form as a whole (`applyProblem` puts it under `root`). Field errors stay beside their fields. */
export function FormErrors<T extends FieldValues>({ errors, title }: Props<T>) {
  const root = errors.root
  if (!root) return null
  const lines = [root, ...Object.values(root)].flatMap(one =>
    typeof one === 'object' && 'message' in one && typeof one.message === 'string' ? [one.message] : [],
  )
  const [first, ...rest] = lines
  if (first === undefined) return null
  // Put away by the reader: said, but nothing went wrong.
  const quiet = root.type === 'confirm_identity'
  return (
    <Banner tone={quiet ? 'info' : 'danger'} role={quiet ? 'status' : 'alert'} title={title ?? first}>
      {(title ? lines : rest).map(line => (
        <p key={line}>{line}</p>
      ))}
    </Banner>
  )
}
