'use client'

import type { ReactNode } from 'react'
import { Button } from './button'
import { Dialog, type DialogProps } from './dialog'

type Props = Pick<DialogProps, 'open' | 'onOpenChange' | 'title' | 'children'> & {
  description: ReactNode
  /** Verb and object: "Remove user", never "OK". */
  confirmLabel: string
  cancelLabel?: string
  tone?: 'danger' | 'primary'
  pending: boolean
  onConfirm: () => void
}

/** Asks before something that cannot be undone. The focus starts on Cancel. A click outside does nothing. */
export function AlertDialog(props: Props) {
  const { confirmLabel, cancelLabel = 'Cancel', tone = 'danger', pending, onConfirm, ...dialog } = props
  return (
    <Dialog
      {...dialog}
      role="alertdialog"
      size="sm"
      busy={pending}
      footer={
        <>
          <Button data-autofocus disabled={pending} onClick={() => dialog.onOpenChange(false)}>
            {cancelLabel}
          </Button>
          <Button variant={tone} pending={pending} onClick={onConfirm}>
            {confirmLabel}
          </Button>
        </>
      }
    />
  )
}
