import 'server-only'
import { AppError, notFound } from '@/lib/errors'
import type { RemoteTarget } from '../commands/remote'
import type { Ctx } from '../context'
import { type AccountRecord, readAccount } from '../mirror/account'

export function accountTarget(account: Pick<AccountRecord, 'id' | 'organizationName' | 'email'>): RemoteTarget {
  return { kind: 'account', id: account.id, label: account.organizationName ?? account.email }
}

/**
 * The account of a command. Throws not_found for an account that the mirror does not have, conflict for one that is
 * gone from Telnyx.
 */
export async function knownAccount(ctx: Ctx, id: string): Promise<AccountRecord> {
  const account = await readAccount(ctx.db, id)
  if (!account) throw notFound('This account')
  if (account.missingSince) {
    throw new AppError({
      code: 'conflict',
      message: 'Telnyx no longer has this account.',
      hint: 'You can view the account here, but you cannot change it.',
    })
  }
  return account
}
