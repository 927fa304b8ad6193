import { CopyButton } from './copy-button'
import { shortenId } from './shorten-id'

type Props = {
  id: string
  /** The label of the copy button: "Copy account id". Null = no button, for use inside links and buttons. */
  copyLabel: string | null
  /** Shows the full id, wrapped if needed. */
  full?: boolean | undefined
}

/** An id in a monospaced font, shortened in the middle. The full id is shown on hover, read out, and copied. */
export function MonoId({ id, copyLabel, full }: Props) {
  const short = full ? id : shortenId(id)
  return (
    <span className="inline-flex min-w-0 max-w-full items-center gap-0.5 align-middle">
      <span className="min-w-0 font-mono text-xs [overflow-wrap:anywhere]" title={short === id ? undefined : id}>
        {short === id ? (
          id
        ) : (
          <>
            <span aria-hidden>{short}</span>
            <span className="sr-only">{id}</span>
          </>
        )}
      </span>
      {copyLabel !== null && <CopyButton value={id} label={copyLabel} />}
    </span>
  )
}
