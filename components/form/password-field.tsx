'use client'

import { Eye, EyeOff, Sparkles } from 'lucide-react'
import { type ComponentProps, type ReactNode, useState } from 'react'
import { Button } from '@/components/ui/button'
import { CopyButton } from '@/components/ui/copy-button'
import { IconButton } from '@/components/ui/icon-button'
import { Input } from '@/components/ui/input'
import { Field } from './field'
import { generatePassword } from './generate-password'

type Props = Omit<ComponentProps<'input'>, 'type' | 'value' | 'onChange' | 'className'> & {
  label: string
  value: string
  onChange: (value: string) => void
  hint?: ReactNode
  error?: string | undefined
  /** Offers "Generate", and a copy button when there is a value. For new passwords only. */
  generate?: boolean | undefined
  /** A strength meter, under the field. */
  meter?: ReactNode
  className?: string | undefined
}

/** A password with show/hide; use it through react-hook-form's Controller. */
export function PasswordField({
  label,
  value,
  onChange,
  hint,
  error,
  generate,
  meter,
  required,
  className,
  ...rest
}: Props) {
  const [shown, setShown] = useState(false)
  const fill = () => {
    onChange(generatePassword())
    setShown(true)
  }
  return (
    <Field label={label} hint={hint} error={error} required={required} className={className}>
      {control => (
        <>
          <div className="flex gap-2">
            <span className="relative min-w-0 flex-1">
              <Input
                autoComplete={generate ? 'new-password' : 'current-password'}
                {...rest}
                {...control}
                type={shown ? 'text' : 'password'}
                mono={shown}
                spellCheck={false}
                autoCapitalize="none"
                value={value}
                onChange={event => onChange(event.target.value)}
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
