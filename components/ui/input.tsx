import type { ComponentProps } from 'react'
import { cn } from './cn'

type InputProps = ComponentProps<'input'> & { mono?: boolean | undefined }

export function Input({ className, mono, ...rest }: InputProps) {
  return (
    <input
      type="text"
      {...rest}
      className={cn(
        'field read-only:bg-subtle h-8 px-2.5 coarse:h-11',
        mono && 'font-mono',
        rest.type === 'number' && 'figures',
        className,
      )}
    />
  )
}
