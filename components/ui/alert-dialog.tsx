'use client'

import type { ReactNode } from 'react'
import { Button } from './button'
import { Dialog } from './dialog'

type Props = {
  open: boolean
  onOpenChange: (open: boolean) => void
  title: string
  description: ReactNode
  children?: ReactNode
  /** Verb and object: "Remove user", never "OK". */
  confirmLabel: string
  cancelLabel?: string | undefined
  tone?: 'danger' | 'primary' | undefined
  pending?: boolean | undefined
  onConfirm: () => void
}

/** Asks before something that cannot be undone. The focus starts on Cancel. A click outside does nothing. */
export function AlertDialog(props: Props) {
  const {
    open,
    onOpenChange,
    title,
    description,
    children,
    confirmLabel,
    cancelLabel,
    tone = 'danger',
    pending,
    onConfirm,
  } = props
  return (
    <Dialog
      role="alertdialog"
      size="sm"
      open={open}
      onOpenChange={onOpenChange}
      title={title}
      description={description}
      busy={pending}
      footer={
        <>
          <Button data-autofocus disabled={pending} onClick={() => onOpenChange(false)}>
            {cancelLabel ?? 'Cancel'}
          </Button>
          <Button variant={tone} pending={pending ?? false} onClick={onConfirm}>
            {confirmLabel}
          </Button>
        </>
      }
    >
      {children}
    </Dialog>
  )
}
