'use client'

import { type ComponentType, lazy, type ReactNode, Suspense, useEffect, useState } from 'react'
import { can, type Permission, type Role } from '@/lib/permissions'
import {
  type AccountDialog,
  type AccountDialogProps,
  type DialogAccount,
  type Dialogs,
  DialogsContext,
} from './dialogs-context'
import { whenUsed } from './when-idle'

const loadDisable = () => import('./dialogs/disable-dialog')
const loadEnable = () => import('./dialogs/enable-dialog')

// Loaded on demand: tables render without forms and validation.
const dialogs: Record<AccountDialog, ComponentType<AccountDialogProps>> = {
  disable: lazy(() => loadDisable().then(module => ({ default: module.DisableDialog }))),
  enable: lazy(() => loadEnable().then(module => ({ default: module.EnableDialog }))),
  channelLimit: lazy(() =>
    import('./dialogs/channel-limit-dialog').then(module => ({ default: module.ChannelLimitDialog })),
  ),
  pricing: lazy(() => import('./dialogs/pricing-dialog').then(module => ({ default: module.PricingDialog }))),
  protect: lazy(() => import('./dialogs/protect-dialog').then(module => ({ default: module.ProtectDialog }))),
  threshold: lazy(() => import('./dialogs/threshold-dialog').then(module => ({ default: module.ThresholdDialog }))),
  note: lazy(() => import('./dialogs/note-dialog').then(module => ({ default: module.NoteDialog }))),
}

const permissionOf: Record<AccountDialog, Permission> = {
  disable: 'accounts.disable',
  enable: 'accounts.enable',
  channelLimit: 'channels.limit',
  pricing: 'accounts.pricing',
  protect: 'accounts.protect',
  threshold: 'billing.thresholds',
  note: 'accounts.notes',
}

/** Wraps a screen that shows accounts, so that its rows and buttons can open the dialogs that the role may use. */
export function AccountDialogs({ role, children }: { role: Role; children: ReactNode }) {
  'use memo'
  const [shown, setShown] = useState<{ dialog: AccountDialog; account: DialogAccount } | null>(null)
  const Shown = shown && dialogs[shown.dialog]
  const may = (dialog: AccountDialog) => can(role, permissionOf[dialog])
  // The two most important dialogs load after the first pointer or focus event, so that they open at once, usually even offline.
  useEffect(() => whenUsed(() => void Promise.all([loadDisable(), loadEnable()]).catch(() => undefined)), [])
  const value: Dialogs = {
    role,
    may,
    open: (dialog, account) => {
      if (may(dialog)) setShown({ dialog, account })
    },
  }
  return (
    <DialogsContext value={value}>
      {children}
      <Suspense fallback={null}>{Shown && <Shown account={shown.account} onClose={() => setShown(null)} />}</Suspense>
    </DialogsContext>
  )
}
