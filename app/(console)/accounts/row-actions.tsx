'use client'

import { createContext, type MouseEvent, type PointerEvent, type ReactNode, use, useState } from 'react'
import { buttonVariants } from '@/components/ui/button-variants'
import { cn } from '@/components/ui/cn'
import type { AccountRow } from '@/lib/accounts'
import { accountName } from '../_accounts/words'
import { RowMenu } from './row-menu'

type RowActions = {
  /** Beside `anchor`; the focus comes back to `returnTo`. */
  openMenu: (id: string, anchor: HTMLElement, returnTo: HTMLElement) => void
  preview: (id: string) => void
}

const RowActionsContext = createContext<RowActions | null>(null)

export function useRowActions(): RowActions | null {
  return use(RowActionsContext)
}

type Opened = { id: string; anchor: HTMLElement; returnTo: HTMLElement }
type Props = { rows: readonly AccountRow[]; onPreview: (id: string) => void; children: ReactNode }

/** Around the table: one menu for all its rows. */
export function RowActionsProvider({ rows, onPreview, children }: Props) {
  const [opened, setOpened] = useState<Opened | null>(null)
  const account = opened && rows.find(row => row.id === opened.id)
  const value: RowActions = {
    openMenu: (id, anchor, returnTo) => setOpened({ id, anchor, returnTo }),
    preview: onPreview,
  }
  return (
    <RowActionsContext value={value}>
      {children}
      {account && (
        <RowMenu
          key={account.id}
          account={account}
          anchor={opened.anchor}
          returnTo={opened.returnTo}
          onPreview={() => onPreview(account.id)}
          onClose={() => setOpened(null)}
        />
      )}
    </RowActionsContext>
  )
}

// Plain buttons: a page of 250 rows has 500 of them.
const buttonClass = cn(buttonVariants({ variant: 'ghost', size: 'icon-sm' }), 'size-6 text-muted')

/** As the library draws its own, without the work it does for each. */
function Icon({ children }: { children: ReactNode }) {
  return (
    <svg
      aria-hidden="true"
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth={2}
      strokeLinecap="round"
      strokeLinejoin="round"
    >
      {children}
    </svg>
  )
}

/** The row's own buttons: the panel beside the table, and everything else. */
export function RowButtons({ account }: { account: AccountRow }) {
  const actions = useRowActions()
  const name = accountName(account)
  return (
    <span className="flex justify-end gap-1">
      <button
        type="button"
        aria-label={`Preview ${name}`}
        title="Preview (Space)"
        className={buttonClass}
        onClick={() => actions?.preview(account.id)}
      >
        <Icon>
          <rect x="3" y="3" width="18" height="18" rx="2" />
          <path d="M15 3v18" />
        </Icon>
      </button>
      <button
        type="button"
        data-row-menu
        aria-label={`Actions for ${name}`}
        aria-haspopup="menu"
        aria-expanded={false}
        title="Actions (m)"
        className={buttonClass}
        onPointerDown={rememberOpen}
        onClick={event => {
          if (!wasOpen(event)) actions?.openMenu(account.id, event.currentTarget, event.currentTarget)
        }}
      >
        <Icon>
          <path d="M5 12h.01M12 12h.01M19 12h.01" strokeWidth={4} />
        </Icon>
      </button>
    </span>
  )
}

// The press that closes the menu must not open it again.
let pressedWhileOpen: EventTarget | null = null

function rememberOpen(event: PointerEvent<HTMLButtonElement>) {
  pressedWhileOpen = event.currentTarget.ariaExpanded === 'true' ? event.currentTarget : null
}

function wasOpen(event: MouseEvent<HTMLButtonElement>): boolean {
  const was = pressedWhileOpen === event.currentTarget
  pressedWhileOpen = null
  return was
}
