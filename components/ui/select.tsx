import { ChevronDown } from 'lucide-react'
import type { ComponentProps } from 'react'
import { cn } from './cn'

type Props = Omit<ComponentProps<'select'>, 'size' | 'multiple'> & {
  /** They stand before the <option>/<optgroup> children. */
  options?: readonly { value: string; label: string }[] | undefined
  /** The first entry, with the value '', for "nothing selected yet". */
  placeholder?: string | undefined
  size?: 'sm' | 'md' | undefined
}

/** The native select: works best on a phone, and needs no code. */
export function Select({ options, placeholder, size = 'md', className, children, ...rest }: Props) {
  return (
    <span className={cn('relative inline-flex weak:w-full', className)}>
      <select
        {...rest}
        className={cn('field appearance-none pr-8 pl-2.5', size === 'sm' ? 'h-7 coarse:h-11' : 'h-8 coarse:h-11')}
      >
        {placeholder !== undefined && <option value="">{placeholder}</option>}
        {options?.map(option => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
        {children}
      </select>
      <ChevronDown aria-hidden className="pointer-events-none absolute inset-y-0 right-2 my-auto size-4 text-muted" />
    </span>
  )
}
