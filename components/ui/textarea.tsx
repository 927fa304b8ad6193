import type { ComponentProps } from 'react'
import { cn } from './cn'

/** Grows with its text where the browser can (`field-sizing`), from `rows` up to a third of the screen. */
export function Textarea({ className, rows = 3, ...rest }: ComponentProps<'textarea'>) {
  return (
    <textarea
      rows={rows}
      {...rest}
      className={cn(
        'field read-only:bg-subtle field-sizing-content max-h-[33dvh] min-h-16 resize-y px-2.5 py-1.5',
        className,
      )}
    />
  )
}
