'use client'

import { Eye, EyeOff, Sparkles } from 'lucide-react'
import { type ComponentProps, type ReactNode, useState } from 'react'
import { type Control, type FieldValues, type Path, useController } from 'react-hook-form'
import { Button } from '@/components/ui/button'
import { CopyButton } from '@/components/ui/copy-button'
import { IconButton } from '@/components/ui/icon-button'
import { Input } from '@/components/ui/input'
import { Field } from './field'
import { generatePassword } from './generate-password'

type Props<Form extends FieldValues, Sent> = Omit<
  ComponentProps<'input'>,
  'name' | 'value' | 'onChange' | 'onBlur' | 'ref' | 'type' | 'className'
> & {
  /** Of a form with a field `password`. */
  control: Control<Form, unknown, Sent>
  label: string
  hint?: ReactNode
  /** Offers "Generate", and a copy button when there is a value. For new passwords only. */
  generate?: boolean | undefined
  /** A strength meter, under the field. */
  meter?: ReactNode
}

/** The password of a form, with show/hide. */
export function PasswordField<Form extends FieldValues, Sent>({
  control: form,
  label,
  hint,
  generate,
  meter,
  required,
  ...rest
}: Props<Form, Sent>) {
  const { field, fieldState } = useController({ control: form, name: 'password' as Path<Form> })
  const { value, onChange, ...registered } = field
  const [shown, setShown] = useState(false)
  const fill = () => {
    onChange(generatePassword())
    setShown(true)
  }
  return (
    <Field label={label} hint={hint} error={fieldState.error?.message} required={required}>
      {control => (
        <>
          <div className="flex gap-2">
            <span className="relative min-w-0 flex-1">
              <Input
                autoComplete={generate ? 'new-password' : 'current-password'}
                {...rest}
                {...registered}
                {...control}
                type={shown ? 'text' : 'password'}
                mono={shown}
                spellCheck={false}
                autoCapitalize="none"
                value={value}
                onChange={onChange}
                className={generate && value ? 'pr-16' : 'pr-9'}
              />
              <span className="absolute inset-y-0 right-1 flex items-center">
                {generate && value && <CopyButton value={value} label="Copy password" />}
                <IconButton
                  size="sm"
                  className="size-6 text-muted"
                  icon={shown ? EyeOff : Eye}
                  label={shown ? 'Hide password' : 'Show password'}
                  onClick={() => setShown(!shown)}
                />
              </span>
            </span>
            {generate && (
              <Button onClick={fill} disabled={rest.disabled}>
                <Sparkles aria-hidden />
                Generate
              </Button>
            )}
          </div>
          {meter}
        </>
      )}
    </Field>
  )
}
