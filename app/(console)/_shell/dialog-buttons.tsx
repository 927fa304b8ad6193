import { Button } from '@/components/ui/button'

type Props = {
  busy: boolean
  onClose: () => void
  /** The verb and its object: "Disable account". */
  label: string
  busyLabel: string
  variant?: 'primary' | 'danger'
  disabled?: boolean
  /** The dialog can be closed while the command is in flight: the row shows its state, and a toast its outcome. */
  outlives?: boolean
}

export function DialogButtons(props: Props) {
  const { busy, onClose, label, busyLabel, variant = 'primary', disabled = false, outlives = false } = props
  return (
    <>
      {busy && (
        <span aria-hidden className="mr-auto self-center text-muted">
          {busyLabel}
        </span>
      )}
      <Button onClick={onClose} disabled={busy && !outlives}>
        {busy && outlives ? 'Close' : 'Cancel'}
      </Button>
      <Button type="submit" variant={variant} pending={busy} pendingLabel={busyLabel} disabled={disabled}>
        {label}
      </Button>
    </>
  )
}
