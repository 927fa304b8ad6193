import type { ComponentProps } from 'react'
import { Field } from '@/components/form/field'
import { Input } from '@/components/ui/input'
import { formatNumber } from '@/components/ui/number'

type Props = ComponentProps<typeof Input> & { count: number; hint: string; error: string | undefined }

/** A number of accounts, typed to confirm it. */
export function TypedCount({ count, hint, error, ...input }: Props) {
  return (
    <Field
      label={
        <>
          Type <span className="figures font-semibold">{formatNumber(count)}</span> to confirm
        </>
      }
      hint={hint}
      error={error}
      required
    >
      {control => <Input {...control} {...input} inputMode="numeric" autoComplete="off" />}
    </Field>
  )
}
