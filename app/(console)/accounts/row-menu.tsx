'use client'

import { ExternalLink, PanelRight } from 'lucide-react'
import { MenuAt } from '@/components/ui/menu-at'
import type { MenuEntry } from '@/components/ui/menu-entries'
import type { AccountRow } from '@/lib/accounts'
import { accountHref } from '../_shell/account-link'
import { accountChanges, copyEntries } from './account-changes'
import { useAccountDialogs } from './dialogs-context'
import { accountName } from './words'

type Props = {
  account: AccountRow
  anchor: HTMLElement
  returnTo: HTMLElement
  onPreview: () => void
  onClose: () => void
}

/** The menu of actions for one account, beside its row. */
export function RowMenu({ account, anchor, returnTo, onPreview, onClose }: Props) {
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
