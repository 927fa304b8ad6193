'use client'

import { createContext, use } from 'react'
import type { AccountRow } from '@/lib/accounts'
import type { CreditThreshold } from '@/lib/credit-threshold'
import type { Role } from '@/lib/permissions'

/** The facts of an account that dialogs need. Every row and the account page have them. */
export type DialogAccount = Pick<
  AccountRow,
  'id' | 'name' | 'email' | 'status' | 'rollupBilling' | 'customPricing' | 'channelLimit' | 'protectedReason'
> &
  Partial<Pick<AccountRow, 'disabledReason' | 'disabledBy' | 'disabledAt' | 'disableTicket'>> & {
    /** Absent on screens that do not show it. */
    availableCredit?: string | null | undefined
    currency: string | null
    /** Absent on screens that do not show it. */
    threshold?: CreditThreshold | null | undefined
  }

export type AccountDialogProps = { account: DialogAccount; onClose: () => void }

export type AccountDialog = 'disable' | 'enable' | 'channelLimit' | 'pricing' | 'protect' | 'threshold' | 'note'

export type Dialogs = {
  role: Role
  may: (dialog: AccountDialog) => boolean
  open: (dialog: AccountDialog, account: DialogAccount) => void
}

export const DialogsContext = createContext<Dialogs | null>(null)

/** Null outside <AccountDialogs>, where no action is offered. */
export function useAccountDialogs(): Dialogs | null {
  return use(DialogsContext)
}
