import { listColumns } from '@/server/mirror/account'
import { listItem } from '@/server/sandbox/account-operations'
import type { SandboxAccount } from '@/server/sandbox/server'
import { parseAccount } from '@/server/telnyx/parse'

/** The account's row in the mirror, as a sweep at this time writes it. */
export function sweptRow(account: SandboxAccount, at: Date) {
  const seen = parseAccount(JSON.stringify({ data: listItem(account) }))
  if (!seen) throw new Error(`the sandbox shows no readable account ${account.id}`)
  return {
    id: account.id,
    ...listColumns(seen),
    status: account.status,
    statusMatched: [account.status],
    statusSource: 'sweep' as const,
    statusObservedAt: at,
    firstSeenAt: at,
    observedAt: at,
  }
}
