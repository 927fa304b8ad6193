import type { ComponentProps, ReactNode } from 'react'
import { cn } from './cn'

type Props = Omit<ComponentProps<'input'>, 'type' | 'children' | 'role'> & {
  /** Visible text; without it give an `aria-label`. */
  label?: ReactNode
  description?: ReactNode
}

/** For settings that take effect immediately, or that open a dialog. In a form that is saved, use a Checkbox. */
export function Switch({ label, description, className, ...rest }: Props) {
  if (!label) return <Toggle {...rest} className={className} />
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the toggle is the control
    <label className={cn('flex items-start justify-between gap-4 coarse:py-1.5', className)}>
      <span className="min-w-0">
        {label}
        {description && <span className="block text-muted text-xs">{description}</span>}
      </span>
      <Toggle {...rest} className="mt-0.5" />
    </label>
  )
}

function Toggle({ className, ...rest }: Omit<Props, 'label' | 'description'>) {
  // biome-ignore lint/a11y/useAriaPropsForRole: the native checkbox says whether it is on
  return <input {...rest} type="checkbox" role="switch" className={cn('toggle', className)} />
}
