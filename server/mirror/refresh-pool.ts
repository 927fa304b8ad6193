import 'server-only'
import type { Services } from '../context'
import { TelnyxError } from '../telnyx/error'
import { readPool, writePool } from './channel-pool'

/** The background skips a pool that is younger than this. The channels screen reads it again after a limit was set. */
const freshSeconds = 300

/** The pool belongs to a feature that may be off for this manager: its failure fails nothing else. */
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

/** Between sweeps: a sweep of a small fleet is only four requests. @param triedAt the previous return value */
export async function refreshStalePool(services: Services, triedAt: Date | null, signal: AbortSignal): Promise<Date> {
  const now = services.now()
  const fresh = (at: Date | null | undefined): at is Date => !!at && now.getTime() - at.getTime() < freshSeconds * 1_000
  if (fresh(triedAt)) return triedAt
  const known = await readPool(services.db)
  if (fresh(known?.observedAt)) return known.observedAt
  await refreshPool(services, { signal })
  return now
}
