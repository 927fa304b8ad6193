'use client'

import { Search, X } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { cn } from './cn'
import { Kbd } from './kbd'
import { anywhere, useShortcuts } from './shortcuts'

type Props = {
  label: string
  placeholder?: string | undefined
  /** The current filter, from the URL. */
  value: string
  /** Called `delay` ms after the last key, and immediately on Enter and on clearing. */
  onChange: (value: string) => void
  delay?: number | undefined
  className?: string | undefined
}

/** `/` focuses it from anywhere on the page. One per page. */
export function SearchInput({ label, placeholder, value, onChange, delay = 150, className }: Props) {
  const input = useRef<HTMLInputElement>(null)
  const { draft, send } = useDraft(value, onChange)
  const focus = () => {
    input.current?.focus()
    input.current?.select()
  }
  useShortcuts([{ id: 'search', keys: ['/'], label: 'Search', scope: anywhere, run: focus }])
  const clear = () => {
    send('', 0)
    input.current?.focus()
  }
  return (
    <search className={cn('relative block weak:w-full weak:sm:max-w-80', className)}>
      <Search aria-hidden className="pointer-events-none absolute inset-y-0 left-2.5 my-auto size-4 text-muted" />
      <input
        ref={input}
        type="search"
        aria-label={label}
        aria-keyshortcuts="/"
        placeholder={placeholder ?? label}
        autoComplete="off"
        spellCheck={false}
        value={draft}
        onChange={event => send(event.target.value, delay)}
        onKeyDown={event => {
          // Both keys go to the rows (see the table), so the current text is searched first.
          if (event.key === 'Enter' || event.key === 'ArrowDown') send(draft, 0)
          if (event.key === 'Escape') {
            const open = document.querySelector<HTMLElement>('[popover=auto]:popover-open')
            // The browser would also clear the field when it closes the panel.
            if (open) {
              event.preventDefault()
              open.hidePopover()
            } else if (draft) clear()
            else input.current?.blur()
          }
        }}
        className="field peer h-8 pr-8 pl-8 coarse:h-11"
      />
      <span className="absolute inset-y-0 right-1.5 flex items-center coarse:right-0">
        {draft ? (
          <button
            type="button"
            aria-label="Clear search"
            onClick={clear}
            className="grid size-6 place-items-center coarse:size-11 rounded-sm text-muted hover:text-foreground"
          >
            <X aria-hidden className="size-4" />
          </button>
        ) : (
          <span aria-hidden className="pointer-events-none coarse:hidden">
            <Kbd>/</Kbd>
          </span>
        )}
      </span>
    </search>
  )
}

/** Passes the typed text on, after a pause or at once. */
function useDraft(value: string, onChange: (value: string) => void) {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const [draft, setDraft] = useState(value)
  const [sent, setSent] = useState(value)
  const [seen, setSeen] = useState(value)
  // The URL changed elsewhere (Back, "clear filters"). A change of our own must not overwrite newer typing.
  if (value !== seen) {
    setSeen(value)
    if (value !== sent) {
      setSent(value)
      setDraft(value)
    }
  }
  useEffect(() => () => clearTimeout(timer.current), [])

  const send = (next: string, wait: number) => {
    setDraft(next)
    clearTimeout(timer.current)
    const tell = () => {
      setSent(next)
      if (next !== value) onChange(next)
    }
    if (wait === 0) tell()
    else timer.current = setTimeout(tell, wait)
  }
  return { draft, send }
}
