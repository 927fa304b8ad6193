import 'server-only'
import type { Services } from '../context'
import { TelnyxError } from '../telnyx/error'
import { readPool, writePool } from './channel-pool'

/** A pool this young is left alone by the background; who looks at the channels and has set one since asks anew anyway. */
const freshSeconds = 300

/** The pool belongs to a feature that may be off for this manager: what fails of it fails nothing else. */
export async function refreshPool(
  services: Services,
  { signal, onRequest }: { signal?: AbortSignal | undefined; onRequest?: () => void },
): Promise<void> {
  onRequest?.()
  const at = services.now()
  try {
    const pool = await services.telnyx.accounts.allocatableChannels({ lane: 'sync', ...(signal && { signal }) })
    await writePool(services.db, pool, at)
  } catch (error) {
    if (!(error instanceof TelnyxError)) throw error
    services.log.info({ kind: error.kind }, 'the channel pool could not be read')
  }
}

/**
 * Between sweeps, since a small fleet's sweep is no more than four requests itself.
 * @param triedAt what this answered the last time
 */
export async function refreshStalePool(services: Services, triedAt: Date | null, signal: AbortSignal): Promise<Date> {
  const now = services.now()
  const fresh = (at: Date | null | undefined): at is Date => !!at && now.getTime() - at.getTime() < freshSeconds * 1_000
  if (fresh(triedAt)) return triedAt
  const known = await readPool(services.db)
  if (fresh(known?.observedAt)) return known.observedAt
  await refreshPool(services, { signal })
  return now
}
