import 'server-only'
import { eq } from 'drizzle-orm'
import type { Services } from '../context'
import { binding } from '../platform/db/schema'
import { TelnyxError } from '../telnyx/error'

/** The database belongs to another console. The text is for the person who starts the server. */
export class BindingError extends Error {
  override readonly name = 'BindingError'
}

/**
 * Binds a database to demo or real, to its Telnyx address and, once an account was seen, to its manager account. Throws
 * BindingError where they do not match: a mirror of one reseller must never be filled from another's accounts.
 */
export async function bindDatabase(services: Pick<Services, 'db' | 'now' | 'settings'>): Promise<void> {
  const { mode, baseUrl } = services.settings
  const [bound] = await services.db.select().from(binding)
  if (!bound) {
    await services.db.insert(binding).values({ mode, baseUrl, createdAt: services.now() }).onConflictDoNothing()
    return
  }
  if (bound.mode !== mode) {
    throw new BindingError(
      bound.mode === 'demo'
        ? 'This database belongs to the demo: it holds invented accounts and operators with a published password, and is never used with a real key. Set DATA_DIR (or DATABASE_URL) to another place.'
        : 'This database belongs to a real console: the demo never touches it. Set DATA_DIR to another place, or unset DATABASE_URL.',
    )
  }
  if (bound.baseUrl === baseUrl) return
  // The demo's sandbox may use another port next time; a real address may be corrected until the first account came
  // from it.
  if (mode === 'real' && bound.managerAccountId) {
    throw new BindingError(
      `This database was filled from ${bound.baseUrl}, but TELNYX_BASE_URL is ${baseUrl}. Set it back, or use a separate database for the other address.`,
    )
  }
  await services.db.update(binding).set({ baseUrl })
}

/** Binds to the manager seen in Telnyx's answers, or throws BindingError when it is another one than before. */
export async function bindManager(services: Pick<Services, 'db'>, seen: string): Promise<void> {
  const [bound] = await services.db.select().from(binding)
  if (bound?.managerAccountId && bound.managerAccountId !== seen) {
    throw new BindingError(
      `The key in TELNYX_API_KEY belongs to manager account ${seen}, but this database holds the accounts of ${bound.managerAccountId}. Use that manager's key, or a separate database for this one.`,
    )
  }
  if (bound && !bound.managerAccountId) {
    await services.db.update(binding).set({ managerAccountId: seen }).where(eq(binding.id, bound.id))
  }
}

/**
 * At the start: asks Telnyx which manager the key belongs to. A refused key stops a console without accounts; one with
 * accounts must still show them, so it is logged. Without an answer nothing happens: each sweep checks again.
 */
export async function checkManager(services: Services): Promise<void> {
  try {
    const page = await services.telnyx.accounts.list(
      { page: 1, size: 1, sort: 'created_at', includeCancelled: true },
      { lane: 'click', deadlineMs: 5_000 },
    )
    const seen = page.rows[0]?.managerAccountId
    if (seen) await bindManager(services, seen)
  } catch (error) {
    if (error instanceof BindingError) throw error
    const refused = refusalOf(error)
    if (!refused) return
    const [bound] = await services.db.select().from(binding)
    if (!bound?.managerAccountId) throw new BindingError(refused)
    services.log.error(refused)
  }
}

function refusalOf(error: unknown): string | null {
  const kind = error instanceof TelnyxError ? error.kind : null
  if (kind === 'invalid_key') {
    return 'Telnyx does not accept the key in TELNYX_API_KEY. It was mistyped, deleted or replaced: set it to an API key of the manager account (Telnyx portal, API keys).'
  }
  if (kind === 'not_manager') {
    return 'The key in TELNYX_API_KEY is not a manager account’s. Set it to an API key of the account that manages the others.'
  }
  return null
}
