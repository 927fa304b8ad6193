'use client'

import { ExternalLink, PanelRight } from 'lucide-react'
import { createContext, type MouseEvent, type PointerEvent, type ReactNode, use, useState } from 'react'
import { MenuAt } from '@/components/ui/menu-at'
import type { MenuEntry } from '@/components/ui/menu-entries'
import type { AccountRow } from '@/lib/accounts'
import { accountHref } from '../_shell/account-link'
import { accountChanges, copyEntries } from './account-changes'
import { useAccountDialogs } from './dialogs-context'
import { accountName } from './words'

type RowActions = {
  /** Opens beside `anchor`. The focus returns to `returnTo`. */
  openMenu: (id: string, anchor: HTMLElement, returnTo: HTMLElement) => void
  preview: (id: string) => void
}

const RowActionsContext = createContext<RowActions | null>(null)

export function useRowActions(): RowActions | null {
  return use(RowActionsContext)
}

type Opened = { id: string; anchor: HTMLElement; returnTo: HTMLElement }
type Props = { rows: readonly AccountRow[]; onPreview: (id: string) => void; children: ReactNode }

/** Wraps the table: all rows share one menu. */
export function RowActionsProvider({ rows, onPreview, children }: Props) {
  'use memo'
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

type MenuProps = Omit<Opened, 'id'> & { account: AccountRow; onPreview: () => void; onClose: () => void }

/** The menu of actions for one account, beside its row. */
function RowMenu({ account, anchor, returnTo, onPreview, onClose }: MenuProps) {
  const changes = accountChanges(account, useAccountDialogs())
  const items: MenuEntry[] = [
    { label: 'Preview', icon: PanelRight, onSelect: onPreview },
    { label: 'Open account', icon: ExternalLink, href: accountHref(account.id) },
    ...copyEntries(account),
    ...(changes.length > 0 ? ['separator' as const, ...changes] : []),
  ]
  return (
    <MenuAt
      label={`Actions for ${accountName(account)}`}
      items={items}
      anchor={anchor}
      returnTo={returnTo}
      onClose={onClose}
    />
  )
}

/** The row's buttons for the preview and the menu of actions. Plain elements, because a page of 250 rows has 500 of them. */
export function RowButtons({ account }: { account: AccountRow }) {
  const actions = useRowActions()
  const name = accountName(account)
  return (
    <>
      <button
        type="button"
        aria-label={`Preview ${name}`}
        title="Preview (Space)"
        className="row-button row-preview"
        onClick={() => actions?.preview(account.id)}
      />
      <button
        type="button"
        data-row-menu
        aria-label={`Actions for ${name}`}
        aria-haspopup="menu"
        aria-expanded={false}
        title="Actions (m)"
        className="row-button row-menu"
        onPointerDown={rememberOpen}
        onClick={event => {
          if (!wasOpen(event)) actions?.openMenu(account.id, event.currentTarget, event.currentTarget)
        }}
      />
    </>
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
