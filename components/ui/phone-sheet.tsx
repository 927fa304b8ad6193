import { X } from 'lucide-react'
import type { ComponentProps, ReactNode } from 'react'
import { buttonClass } from './button-class'
import { cn } from './cn'

type Props = {
  /** Unique on the page. `SheetButton` names it. */
  id: string
  title: string
  children: ReactNode
}

/**
 * Content that is in place on a wide screen, and on a phone in a sheet at the bottom, behind a `SheetButton`. The
 * browser opens and closes it, so it works before hydration.
 */
export function PhoneSheet({ id, title, children }: Props) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: not only fields
    <div id={id} popover="auto" role="group" aria-label={title} className="phone-sheet">
      <div className="phone-sheet-head">
        <span aria-hidden className="font-semibold text-base">
          {title}
        </span>
        <button
          type="button"
          popoverTarget={id}
          popoverTargetAction="hide"
          aria-label={`Close ${title.toLowerCase()}`}
          className={buttonClass({ variant: 'ghost', size: 'icon' })}
        >
          <X aria-hidden />
        </button>
      </div>
      {children}
    </div>
  )
}

type ButtonProps = Omit<ComponentProps<'button'>, 'popoverTarget'> & { sheet: string }

/** Shown on a phone only. */
export function SheetButton({ sheet, className, ...rest }: ButtonProps) {
  return <button type="button" {...rest} popoverTarget={sheet} className={cn(buttonClass(), 'sm:hidden', className)} />
}
