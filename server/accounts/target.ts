import 'server-only'
import { conflict, notFound } from '@/lib/errors'
import type { RemoteTarget } from '../commands/remote'
import type { Ctx } from '../context'
import { type AccountRecord, readAccount } from '../mirror/account'

export function accountTarget(account: Pick<AccountRecord, 'id' | 'organizationName' | 'email'>): RemoteTarget {
  return { kind: 'account', id: account.id, label: account.organizationName ?? account.email }
}

/** The account of a command. Throws not_found. */
export async function findAccount(ctx: Ctx, id: string): Promise<AccountRecord> {
  const account = await readAccount(ctx.db, id)
  if (!account) throw notFound('This account')
  return account
}

/** The same for a change at Telnyx. Throws conflict for an account that is gone from there. */
export async function knownAccount(ctx: Ctx, id: string): Promise<AccountRecord> {
  const account = await findAccount(ctx, id)
  if (!account.missingSince) return account
  throw conflict('Telnyx no longer has this account.', 'You can view the account here, but you cannot change it.')
}
