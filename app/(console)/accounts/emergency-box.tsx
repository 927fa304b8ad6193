import type { ComponentProps } from 'react'
import { FieldError } from '@/components/form/field'
import { Checkbox } from '@/components/ui/checkbox'

type Props = ComponentProps<typeof Checkbox> & { error: string | undefined }

/** Confirms that calls may fail, emergency calls included. */
export function EmergencyBox({ error, ...box }: Props) {
  return (
    <div className="rounded-lg border border-warning/35 bg-warning-subtle px-3 py-2.5">
      <Checkbox {...box} aria-invalid={error ? true : undefined} aria-required />
      {error && <FieldError>{error}</FieldError>}
    </div>
  )
}
