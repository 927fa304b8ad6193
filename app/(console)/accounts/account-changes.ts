import { Copy, MessageSquarePlus, Phone, Power, PowerOff, Shield, Tag } from 'lucide-react'
import type { MenuEntry } from '@/components/ui/menu-entries'
import { toast } from '@/components/ui/toast'
import { type AccountRow, allowedSwitch, offeredSwitch } from '@/lib/accounts'
import type { AccountDialog, DialogAccount, Dialogs } from './dialogs-context'

/** An entry of a menu or of the command palette. */
export type AccountEntry = Exclude<MenuEntry, 'separator'>

type Account = DialogAccount & Pick<AccountRow, 'missingSince'>

/** The changes that the operator may make to an account; each opens its dialog. Empty outside <AccountDialogs>. */
export function accountChanges(account: Account, dialogs: Dialogs | null): AccountEntry[] {
  if (!dialogs) return []
  const open = (dialog: AccountDialog) => () => dialogs.open(dialog, account)
  const allowed = offeredSwitch(account, dialogs.role)
  // If the status allows neither, the entry stays but is disabled, with the reason.
  const blocked = !allowed.disable && !allowed.enable ? { disabledReason: allowed.why ?? '' } : {}
  const cancelled = account.status === 'cancelled' ? { disabledReason: allowedSwitch('cancelled').why ?? '' } : {}
  const gone = account.missingSince ? { disabledReason: 'Telnyx no longer has this account.' } : {}
  const changes: AccountEntry[] = []
  if (dialogs.may('note')) changes.push({ label: 'Add note…', icon: MessageSquarePlus, onSelect: open('note') })
  if (dialogs.may('channelLimit')) {
    changes.push({ label: 'Change channel limit…', icon: Phone, onSelect: open('channelLimit'), ...cancelled, ...gone })
  }
  if (dialogs.may('pricing')) {
    changes.push({ label: 'Change custom pricing…', icon: Tag, onSelect: open('pricing'), ...cancelled, ...gone })
  }
  if (dialogs.may('enable') && allowed.enable) {
    changes.push({ label: 'Enable…', icon: Power, onSelect: open('enable'), ...gone })
  }
  if (dialogs.may('disable') && !(allowed.enable && !allowed.disable)) {
    changes.push({ label: 'Disable…', icon: PowerOff, tone: 'danger', onSelect: open('disable'), ...blocked, ...gone })
  }
  if (dialogs.may('protect')) {
    const label = account.protectedReason === null ? 'Protect…' : 'Stop protecting…'
    changes.push({ label, icon: Shield, onSelect: open('protect') })
  }
  return changes
}

export function copyEntries(account: Pick<AccountRow, 'id' | 'email'>): AccountEntry[] {
  const entry = (what: string, text: string): AccountEntry => ({
    label: `Copy ${what.toLowerCase()}`,
    icon: Copy,
    onSelect: () => copy(text, what),
  })
  return [entry('Id', account.id), ...(account.email ? [entry('E-mail', account.email)] : [])]
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
