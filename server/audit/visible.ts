import 'server-only'
import { ne, type SQL, sql } from 'drizzle-orm'
import { namesBalances } from '@/lib/account-filters'
import type { AuditEntry, Changes } from '@/lib/audit'
import { can } from '@/lib/permissions'
import type { Ctx, OperatorActor } from '../context'
import { auditEvents, jobs } from '../platform/db/schema'

const seesBalances = (ctx: Ctx<OperatorActor>) => can(ctx.actor.role, 'accounts.balances')

/** Jobs the operator may see. The accounts of an export of balances, and their order, reveal these. Undefined = all. */
export function visibleJobs(ctx: Ctx<OperatorActor>): SQL | undefined {
  return seesBalances(ctx) ? undefined : ne(jobs.kind, 'accounts.export')
}

/** The entries that the operator may see: what was set about credit is only for those who see balances. Undefined = all. */
export function visibleEntries(ctx: Ctx<OperatorActor>): SQL | undefined {
  return seesBalances(ctx) ? undefined : sql`(${auditEvents.changes} -> 'creditThreshold') is null`
}

const notShown = 'Not shown to your role'

/** An audit entry without the description of a selection that the operator may not see. */
export function visibleEntry(ctx: Ctx<OperatorActor>, entry: AuditEntry): AuditEntry {
  if (seesBalances(ctx)) return entry
  const hide = (value: unknown) => (typeof value === 'string' && namesBalances(value) ? notShown : value)
  const { detail, changes } = entry
  const hidden: Changes = {}
  for (const field of ['accounts', 'search'] as const) {
    const [before, after] = changes?.[field] ?? []
    if (changes?.[field]) hidden[field] = [hide(before), hide(after)]
  }
  return {
    ...entry,
    detail: detail && {
      ...detail,
      ...('scope' in detail && { scope: hide(detail.scope) }),
      ...('accounts' in detail && { accounts: hide(detail.accounts) }),
      ...('search' in detail && { search: hide(detail.search) }),
    },
    changes: changes && { ...changes, ...hidden },
  }
}
