'use client'

import type { LucideIcon } from 'lucide-react'
import { type KeyboardEvent, type ReactNode, useId, useLayoutEffect, useRef, useState } from 'react'
import { cn } from './cn'

export type CommandEntry = {
  /** Unique in the whole list. */
  id: string
  label: string
  icon?: LucideIcon | undefined
  /** Beside the label, muted. */
  detail?: ReactNode
  /** At the end of the line: a status, a shortcut. */
  end?: ReactNode
  tone?: 'danger' | undefined
  /** Why it cannot be chosen. It stays readable. */
  disabledReason?: string | undefined
}

/** `isStale`: found for an earlier text. Its entries are dimmed and take neither Enter nor a click. */
export type CommandGroup<Entry extends CommandEntry> = {
  label: string
  entries: readonly Entry[]
  isStale?: boolean | undefined
}

type Props<Entry extends CommandEntry> = {
  label: string
  placeholder: string
  text: string
  onTextChange: (text: string) => void
  groups: readonly CommandGroup<Entry>[]
  onChoose: (entry: Entry) => void
  /** Backspace in the empty field. */
  onBack?: (() => void) | undefined
  /** Before the field: where the list is. */
  before?: ReactNode
  /** Below the entries: searching, a failure, no results. */
  children?: ReactNode
}

/**
 * A text field over a list of commands (combobox and listbox of WAI-ARIA). The focus stays in the field; arrow keys move
 * through the entries, Enter and a click choose. The caller decides which entries match the text.
 */
export function CommandList<Entry extends CommandEntry>(props: Props<Entry>) {
  const { label, placeholder, text, onTextChange, groups, onChoose, onBack, before, children } = props
  const id = useId()
  const field = useRef<HTMLInputElement>(null)
  const list = useRef<HTMLDivElement>(null)
  // One list may replace another in an open dialog.
  useLayoutEffect(() => field.current?.focus({ preventScroll: true }), [])
  // An entry is active for one text only: after the next key, the first one is. If the active entry is gone, none is, so that
  // Enter never chooses another one.
  const [moved, setMoved] = useState<{ text: string; id: string } | null>(null)
  const entries = groups.flatMap(group => (group.isStale ? [] : group.entries))
  const at = moved?.text === text ? entries.findIndex(entry => entry.id === moved.id) : 0
  const active = entries[at]
  const activate = (entry: Entry | undefined) => entry && setMoved({ text, id: entry.id })
  const choose = (entry: Entry | undefined) => {
    if (entry && entry.disabledReason === undefined) onChoose(entry)
  }
  useLayoutEffect(() => {
    const selected = list.current?.querySelector('[aria-selected=true]')
    // The heading of the first group is above its first entry.
    if (at <= 0) list.current?.scrollTo?.({ top: 0 })
    else selected?.scrollIntoView?.({ block: 'nearest' })
  }, [at])

  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.nativeEvent.isComposing) return
    const now = active ? entries.indexOf(active) : -1
    if (event.key === 'ArrowDown') activate(entries[(now + 1) % entries.length])
    else if (event.key === 'ArrowUp') activate(entries.at(now - 1))
    else if (event.key === 'Enter') choose(active)
    else if (event.key === 'Backspace' && text === '' && onBack) onBack()
    else return
    event.preventDefault()
  }
  const hasEntries = groups.some(group => group.entries.length > 0)
  return (
    <>
      <div className="flex h-12 shrink-0 items-center gap-2 border-border border-b pr-14 pl-4">
        {before}
        <input
          ref={field}
          type="text"
          role="combobox"
          aria-label={label}
          aria-expanded={hasEntries}
          aria-controls={hasEntries ? id : undefined}
          aria-autocomplete="list"
          aria-activedescendant={active && `${id}-${active.id}`}
          placeholder={placeholder}
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          enterKeyHint="go"
          value={text}
          onChange={event => onTextChange(event.target.value)}
          onKeyDown={onKeyDown}
          className="h-full min-w-0 flex-1 bg-transparent text-base outline-none"
        />
      </div>
      {hasEntries && (
        <div
          ref={list}
          role="listbox"
          id={id}
          aria-label={label}
          className="min-h-0 overflow-y-auto overscroll-contain px-1.5 pb-1.5"
        >
          {groups.map(
            group =>
              group.entries.length > 0 && (
                // biome-ignore lint/a11y/useSemanticElements: a fieldset is not allowed in a listbox
                <div
                  key={group.label}
                  role="group"
                  aria-label={group.label}
                  className={cn('transition-opacity', group.isStale && 'opacity-50 delay-300')}
                >
                  <p aria-hidden className="px-2 pt-2 pb-1 text-muted text-xs">
                    {group.label}
                  </p>
                  {group.entries.map(entry => (
                    <Option
                      key={entry.id}
                      id={`${id}-${entry.id}`}
                      entry={entry}
                      isActive={entry === active}
                      isOff={group.isStale === true || entry.disabledReason !== undefined}
                      onPoint={() => !group.isStale && activate(entry)}
                      onChoose={() => !group.isStale && choose(entry)}
                    />
                  ))}
                </div>
              ),
          )}
        </div>
      )}
      <div className="shrink-0 px-1.5">{children}</div>
    </>
  )
}

type OptionProps = {
  id: string
  entry: CommandEntry
  isActive: boolean
  isOff: boolean
  onPoint: () => void
  onChoose: () => void
}

function Option({ id, entry, isActive, isOff, onPoint, onChoose }: OptionProps) {
  const { icon: Icon, label, detail, end, tone, disabledReason } = entry
  const isDanger = tone === 'danger' && !isOff
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are those of the field, which keeps the focus
    <div
      id={id}
      role="option"
      tabIndex={-1}
      aria-selected={isActive}
      aria-disabled={isOff || undefined}
      className={cn(
        'flex min-h-9 select-none items-center gap-2.5 rounded-md px-2 py-1 max-xs:min-h-11 coarse:min-h-11',
        isOff ? 'cursor-default text-muted' : 'cursor-pointer',
        isDanger && 'text-danger',
        isActive && (isDanger ? 'bg-danger-subtle' : 'bg-subtle'),
      )}
      onPointerMove={event => event.pointerType === 'mouse' && !isActive && onPoint()}
      // The focus stays in the field.
      onMouseDown={event => event.preventDefault()}
      onClick={onChoose}
    >
      {Icon && <Icon aria-hidden className={cn('size-4 shrink-0', !isDanger && 'text-muted')} />}
      <span className="min-w-0 flex-1 truncate">
        <bdi>{label}</bdi>
        {detail && <span className="ml-2 text-muted">{detail}</span>}
        {disabledReason !== undefined && <span className="block truncate text-muted text-xs">{disabledReason}</span>}
      </span>
      {end && <span className="flex shrink-0 items-center gap-1 text-muted text-xs">{end}</span>}
    </div>
  )
}
