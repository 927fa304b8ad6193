import 'server-only'
import { and, eq, isNotNull } from 'drizzle-orm'
import type { Services } from '../context'
import { operators } from '../platform/db/schema'
import { totpPurpose } from './factors'

/** Seals values of the former AUTH_SECRET with the current one, and logs values that cannot be read. */
export async function resealSecrets({ db, vault, log }: Pick<Services, 'db' | 'vault' | 'log'>): Promise<void> {
  const rows = await db
    .select({ id: operators.id, sealed: operators.totpSecret })
    .from(operators)
    .where(isNotNull(operators.totpSecret))
  let unreadable = 0
  for (const { id, sealed } of rows) {
    if (sealed === null || vault.isCurrent(sealed)) continue
    const secret = vault.open(totpPurpose(id), sealed)
    if (secret === null) {
      unreadable += 1
      continue
    }
    await db
      .update(operators)
      .set({ totpSecret: vault.seal(totpPurpose(id), secret) })
      // Unless it was replaced by another one since.
      .where(and(eq(operators.id, id), eq(operators.totpSecret, sealed)))
  }
  if (unreadable === 0) return
  log.error(
    { operators: unreadable },
    'AUTH_SECRET was changed: authenticator apps added before do not work. Set AUTH_SECRET_PREVIOUS to its former value and start again; if that value is lost, these operators sign in with a recovery code or passkey, or an owner creates sign-in links for them',
  )
}
