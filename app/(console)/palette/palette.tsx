'use client'

import { useState } from 'react'
import { Dialog } from '@/components/ui/dialog'
import type { Role } from '@/lib/permissions'
import { AccountDialogs } from '../accounts/account-dialogs'
import { AccountCommands } from './account-commands'
import { Everything } from './everything'

export type PaletteProps = { role: Role; open: boolean; onOpenChange: (open: boolean) => void }

/**
 * ⌘K: finds accounts and everything else, and runs the actions that the role allows. Its dialogs stay open when it
 * closes.
 */
export function Palette({ role, open, onOpenChange }: PaletteProps) {
  return (
    <AccountDialogs role={role}>
      <Dialog open={open} onOpenChange={onOpenChange} placement="top" title="Command palette">
        <Pages role={role} onClose={() => onOpenChange(false)} />
      </Dialog>
    </AccountDialogs>
  )
}

/** Everything, or the actions for one account. */
function Pages({ role, onClose }: { role: Role; onClose: () => void }) {
  const [account, setAccount] = useState<{ id: string; name: string } | null>(null)
  // The text of the first page, for the way back.
  const [text, setText] = useState('')
  if (account) return <AccountCommands account={account} onBack={() => setAccount(null)} onClose={onClose} />
  return <Everything role={role} text={text} onTextChange={setText} onAccount={setAccount} onClose={onClose} />
}
