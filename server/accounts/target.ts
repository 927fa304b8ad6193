import 'server-only'
import { AppError, notFound } from '@/lib/errors'
import type { RemoteTarget } from '../commands/remote'
import type { Ctx } from '../context'
import { type AccountRecord, readAccount } from '../mirror/account'

export function accountTarget(account: Pick<AccountRecord, 'id' | 'organizationName' | 'email'>): RemoteTarget {
  return { kind: 'account', id: account.id, label: account.organizationName ?? account.email }
}

/** The account a command is for. Throws not_found for what the mirror never saw, conflict for what Telnyx no longer has. */
export async function knownAccount(ctx: Ctx, id: string): Promise<AccountRecord> {
  const account = await readAccount(ctx.db, id)
  if (!account) throw notFound('This account')
  if (account.missingSince) {
    throw new AppError({
      code: 'conflict',
      message: 'Telnyx no longer knows this account.',
      hint: 'It can be looked at here, but not changed.',
    })
  }
  return account
}
