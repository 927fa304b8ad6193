'use client'

import { Copy, ExternalLink, PanelRight, Phone, Power, PowerOff, Shield, Tag } from 'lucide-react'
import { MenuAt } from '@/components/ui/menu-at'
import type { MenuEntry } from '@/components/ui/menu-entries'
import { toast } from '@/components/ui/toast'
import { type AccountRow, allowedSwitch, offeredSwitch } from '@/lib/accounts'
import { accountHref } from '../_shell/account-link'
import { type AccountDialog, useAccountDialogs } from './dialogs-context'
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
  const dialogs = useAccountDialogs()
  const name = accountName(account)
  const open = (dialog: AccountDialog) => () => dialogs?.open(dialog, account)
  const allowed = dialogs ? offeredSwitch(account, dialogs.role) : allowedSwitch(account.status)
  // If the status allows neither, the entry stays but is disabled, with the reason.
  const blocked = !allowed.disable && !allowed.enable ? { disabledReason: allowed.why ?? '' } : {}
  const cancelled = account.status === 'cancelled' ? { disabledReason: allowed.why ?? '' } : {}
  const gone = account.missingSince ? { disabledReason: 'Telnyx no longer has this account.' } : {}
  const items: MenuEntry[] = [
    { label: 'Preview', icon: PanelRight, onSelect: onPreview },
    { label: 'Open account', icon: ExternalLink, href: accountHref(account.id) },
    { label: 'Copy id', icon: Copy, onSelect: () => copy(account.id, 'Id') },
    ...(account.email
      ? [{ label: 'Copy e-mail', icon: Copy, onSelect: () => copy(account.email ?? '', 'E-mail') }]
      : []),
  ]
  const changes: MenuEntry[] = []
  if (dialogs?.may('channelLimit')) {
    changes.push({ label: 'Change channel limit…', icon: Phone, onSelect: open('channelLimit'), ...cancelled, ...gone })
  }
  if (dialogs?.may('pricing')) {
    changes.push({ label: 'Change custom pricing…', icon: Tag, onSelect: open('pricing'), ...cancelled, ...gone })
  }
  if (dialogs?.may('enable') && allowed.enable) {
    changes.push({ label: 'Enable…', icon: Power, onSelect: open('enable'), ...gone })
  }
  if (dialogs?.may('disable') && !(allowed.enable && !allowed.disable)) {
    changes.push({
      label: 'Disable…',
      icon: PowerOff,
      tone: 'danger',
      onSelect: open('disable'),
      ...blocked,
      ...gone,
    })
  }
  if (dialogs?.may('protect')) {
    const label = account.protectedReason === null ? 'Protect…' : 'Stop protecting…'
    changes.push({ label, icon: Shield, onSelect: open('protect') })
  }
  if (changes.length > 0) items.push('separator', ...changes)
  return <MenuAt label={`Actions for ${name}`} items={items} anchor={anchor} returnTo={returnTo} onClose={onClose} />
}

function copy(text: string, what: string): void {
  navigator.clipboard.writeText(text).then(
    () => toast.success(`${what} copied`),
    () =>
      toast.error('Could not copy', {
        description: 'The browser did not allow it. Open the account and copy it there.',
      }),
  )
}
