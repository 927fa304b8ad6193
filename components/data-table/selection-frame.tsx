import type { ReactNode } from 'react'

type Props = {
  /** How many rows are selected, for screen readers; empty = none, and the bar is hidden. */
  words: string
  children: ReactNode
}

/** Floats over the table's end, so that selecting a row does not move the table. On a phone it is at the end of the screen. */
export function SelectionFrame({ words, children }: Props) {
  return (
    <>
      <p role="status" className="sr-only">
        {words}
      </p>
      {words !== '' && (
        <div className="pointer-events-none sticky bottom-0 z-5 -mt-11 flex h-11 items-end justify-center px-2 max-sm:fixed max-sm:inset-x-0 max-sm:h-auto max-sm:px-0">
          <section
            data-selection-bar
            aria-label="Selection"
            className="pop-in pointer-events-auto relative bottom-3 flex min-h-11 shrink-0 max-w-full flex-wrap max-sm:bottom-0 max-sm:w-full max-sm:rounded-b-none max-sm:border-x-0 max-sm:border-b-0 max-sm:px-4 max-sm:pb-3 items-center gap-1 rounded-lg border border-border-control bg-surface-raised px-1.5 py-1.5 shadow-popover"
          >
            {children}
          </section>
        </div>
      )}
    </>
  )
}
