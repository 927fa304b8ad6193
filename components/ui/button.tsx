'use client'

import type { ComponentProps, MouseEvent } from 'react'
import { type ButtonLook, buttonClass } from './button-class'
import { cn } from './cn'
import { Spinner } from './spinner'

export type ButtonProps = ComponentProps<'button'> &
  ButtonLook & {
    /** Shows a spinner. Keeps width and focus, ignores clicks, and reads out `pendingLabel`. */
    pending?: boolean | undefined
    pendingLabel?: string | undefined
  }

export function Button({ variant, size, pending, pendingLabel, className, children, onClick, ...rest }: ButtonProps) {
  // `aria-disabled` instead of `disabled`, because a disabled button loses the focus to the top of the page.
  const guard = (event: MouseEvent<HTMLButtonElement>) => (pending ? event.preventDefault() : onClick?.(event))
  return (
    <>
      <button
        type="button"
        {...rest}
        aria-disabled={pending || undefined}
        className={cn(buttonClass({ variant, size }), className)}
        onClick={guard}
      >
        {pending ? (
          <>
            <span className="absolute inset-0 grid place-items-center">
              <Spinner className={size === 'sm' ? 'size-3.5' : undefined} />
            </span>
            <span className="inline-flex items-center gap-1.5 opacity-0">{children}</span>
          </>
        ) : (
          children
        )}
      </button>
      {pending !== undefined && (
        <span role="status" className="sr-only">
          {pending ? (pendingLabel ?? 'Working…') : ''}
        </span>
      )}
    </>
  )
}
