'use client'

import { type ComponentProps, type ReactNode, useEffect, useRef } from 'react'
import { cn } from './cn'

type Props = Omit<ComponentProps<'input'>, 'type' | 'children'> & {
  /** Visible text; without it give an `aria-label`. */
  label?: ReactNode
  description?: ReactNode
  indeterminate?: boolean | undefined
  /** A mouse is over the box or its visible label. */
  onNear?: (() => void) | undefined
}

export function Checkbox({ label, description, indeterminate = false, className, onNear, ref, ...rest }: Props) {
  const own = useRef<HTMLInputElement>(null)
  useEffect(() => {
    if (own.current) own.current.indeterminate = indeterminate
  }, [indeterminate])
  const attach = (element: HTMLInputElement | null) => {
    own.current = element
    if (typeof ref === 'function') return ref(element)
    if (ref) ref.current = element
    return undefined
  }
  const box = <input {...rest} ref={attach} type="checkbox" className={cn('tick', label ? 'mt-0.5' : className)} />
  if (!label) return box
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the box is the control
    <label
      className={cn('flex items-start gap-2 coarse:py-1.5', className)}
      onPointerEnter={event => event.pointerType === 'mouse' && onNear?.()}
    >
      {box}
      <span className="min-w-0">
        {label}
        {description && <span className="block text-muted text-xs">{description}</span>}
      </span>
    </label>
  )
}
