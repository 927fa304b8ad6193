import type { LucideIcon } from 'lucide-react'
import type { Route } from 'next'
import type { KeyboardEvent } from 'react'
import { Link } from '@/components/ui/link'
import { cn } from './cn'

type Common = {
  label: string
  icon?: LucideIcon | undefined
  tone?: 'danger' | undefined
  /** Why the item is disabled. It stays readable and reachable with the arrow keys. */
  disabledReason?: string | undefined
}
type MenuAction = Common & { onSelect: () => void }
type MenuLink = Common & { href: Route }
export type MenuEntry = MenuAction | MenuLink | 'separator'

export const menuClass = 'pop-in popover min-w-44 max-w-80 p-1'

/** `close` returns the focus before a command runs, so that a dialog that it opens returns it to the same place. */
export function MenuEntries({ items, close }: { items: readonly MenuEntry[]; close: () => void }) {
  return items.map((item, index) => (
    <Entry key={item === 'separator' ? `separator-${index}` : item.label} item={item} close={close} />
  ))
}

export function focusFirst(menu: HTMLElement) {
  entries(menu)[0]?.focus({ preventScroll: true })
}

function Entry({ item, close }: { item: MenuEntry; close: () => void }) {
  if (item === 'separator') return <hr className="-mx-1 my-1 border-border border-t" />
  const Icon = item.icon
  const off = item.disabledReason !== undefined
  const className = cn(
    'flex min-h-8 w-full items-center gap-2 rounded-md px-2 py-1 text-left text-sm outline-none coarse:min-h-11',
    off && 'cursor-not-allowed text-muted',
    item.tone === 'danger' && !off ? 'text-danger focus:bg-danger-subtle' : 'focus:bg-subtle',
  )
  const hover = (event: { currentTarget: HTMLElement }) => event.currentTarget.focus({ preventScroll: true })
  const content = (
    <>
      {Icon && <Icon aria-hidden className={cn('size-4 shrink-0', item.tone !== 'danger' && 'text-muted')} />}
      <span className="min-w-0">
        {item.label}
        {off && <span className="block text-muted text-xs">{item.disabledReason}</span>}
      </span>
    </>
  )
  if ('href' in item && !off) {
    return (
      <Link role="menuitem" tabIndex={-1} href={item.href} className={className} onPointerMove={hover} onClick={close}>
        {content}
      </Link>
    )
  }
  const select = () => {
    if (off || !('onSelect' in item)) return
    close()
    item.onSelect()
  }
  return (
    <button
      type="button"
      role="menuitem"
      tabIndex={-1}
      aria-disabled={off || undefined}
      className={className}
      onPointerMove={hover}
      onClick={select}
    >
      {content}
    </button>
  )
}

function entries(menu: HTMLElement) {
  return [...menu.querySelectorAll<HTMLElement>('[role="menuitem"]')]
}

export function moveFocus(event: KeyboardEvent<HTMLElement>, close: () => void) {
  const all = entries(event.currentTarget)
  const at = all.findIndex(entry => entry.matches(':focus'))
  const go = (index: number) => {
    event.preventDefault()
    all.at(index % all.length)?.focus()
  }
  if (event.key === 'ArrowDown') go(at + 1)
  else if (event.key === 'ArrowUp') go(at <= 0 ? -1 : at - 1)
  else if (event.key === 'Home') go(0)
  else if (event.key === 'End') go(-1)
  else if (event.key === 'Tab') {
    event.preventDefault()
    close()
  } else if (event.key.length === 1 && event.key !== ' ' && !event.ctrlKey && !event.metaKey && !event.altKey) {
    const typed = event.key.toLowerCase()
    const after = [...all.slice(at + 1), ...all.slice(0, at + 1)]
    after.find(entry => entry.textContent.trim().toLowerCase().startsWith(typed))?.focus()
  }
}
