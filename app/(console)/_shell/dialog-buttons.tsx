import { Button } from '@/components/ui/button'

type Props = {
  busy: boolean
  onClose: () => void
  /** The verb and its object: "Disable account". */
  label: string
  busyLabel: string
  variant?: 'primary' | 'danger'
  disabled?: boolean
}

/** While the command is in flight, the dialog can be closed but the command cannot be cancelled. The row shows its state. */
export function DialogButtons({ busy, onClose, label, busyLabel, variant = 'primary', disabled = false }: Props) {
  return (
    <>
      {busy && (
        <span aria-hidden className="mr-auto self-center text-muted">
          {busyLabel}
        </span>
      )}
      <Button onClick={onClose}>{busy ? 'Close' : 'Cancel'}</Button>
      <Button type="submit" variant={variant} pending={busy} pendingLabel={busyLabel} disabled={disabled}>
        {label}
      </Button>
    </>
  )
}
