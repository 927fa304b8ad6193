import { type ReactNode, useId } from 'react'

/** Props for the control inside a Field. Spread them: `<Input {...field} {...register('email')} />`. */
type FieldControl = {
  id: string
  'aria-describedby': string | undefined
  'aria-invalid': true | undefined
  'aria-required': true | undefined
}

type Props = {
  label: ReactNode
  /** What to know before filling it in. */
  hint?: ReactNode
  /** Sentence from react-hook-form: `errors.email?.message`. */
  error?: string | undefined
  required?: boolean | undefined
  /** At the end of the label's line: a counter, a link. */
  aside?: ReactNode
  children: (control: FieldControl) => ReactNode
  className?: string | undefined
}

/** Label, control, hint and error, tied together for screen readers. */
export function Field({ label, hint, error, required, aside, children, className }: Props) {
  const id = useId()
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ')
  return (
    <div className={className}>
      <div className="mb-1 flex items-baseline justify-between gap-4">
        <label htmlFor={id} className="font-medium">
          {label}
          {required && <RequiredMark />}
        </label>
        {aside && <span className="text-muted text-xs">{aside}</span>}
      </div>
      {children({
        id,
        'aria-describedby': described || undefined,
        'aria-invalid': error ? true : undefined,
        'aria-required': required || undefined,
      })}
      {hint && (
        <p id={`${id}-hint`} className="mt-1 text-muted text-xs">
          {hint}
        </p>
      )}
      {error && <FieldError id={`${id}-error`}>{error}</FieldError>}
    </div>
  )
}

/** Decoration. The control itself sets `aria-required`. */
function RequiredMark() {
  return (
    <span aria-hidden className="text-danger">
      {' *'}
    </span>
  )
}

export function FieldError({ id, children }: { id?: string; children: string }) {
  return (
    <p id={id} role="alert" className="mt-1 text-danger text-xs">
      {children}
    </p>
  )
}
