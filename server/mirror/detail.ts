import 'server-only'
import { and, eq, isNull, lte, ne, or, sql } from 'drizzle-orm'
import type { ManagedAccountDetail } from '@/lib/managed-account'
import type { Services } from '../context'
import { accounts } from '../platform/db/schema'
import type { CallOptions } from '../telnyx/client'
import { TelnyxError } from '../telnyx/error'
import { type AccountRecord, balanceColumns, listColumns } from './account'
import { noteAnswer } from './drift'
import { noteBalance } from './history/balance'
import { pricingHeld } from './rules'

/** One account as Telnyx reports it; null for a direct 404. Rejects with TelnyxError for everything else. */
export async function askAccount(services: Services, id: string, options: CallOptions) {
  try {
    return await services.telnyx.accounts.retrieve(id, options)
  } catch (error) {
    if (error instanceof TelnyxError && error.kind === 'not_found') return null
    throw error
  }
}

/** Facts and balance of one account's answer. Without a balance, the old figure stays with its old time. */
export async function writeDetail(services: Services, detail: ManagedAccountDetail, at: Date): Promise<void> {
  const { customPricing, ...facts } = listColumns(detail)
  const when = { at, listLag: services.settings.listLag }
  const pricing = customPricing !== undefined && {
    customPricing: sql`case when ${pricingHeld(sql`accounts`, when)} then ${accounts.customPricing} else ${customPricing} end`,
  }
  // An answer that a newer one has overtaken is not news.
  const newest = and(eq(accounts.id, detail.id), or(isNull(accounts.balanceTriedAt), lte(accounts.balanceTriedAt, at)))
  await services.db.transaction(async tx => {
    const [known] = await tx.select(comparedColumns).from(accounts).where(newest).for('update')
    if (!known) return
    if (differs(known, detail)) await noteAnswer(tx, { ...detail, pricing: { value: detail.allowCustomPricing, when } })
    await noteBalance(tx, detail, at)
    await tx
      .update(accounts)
      .set({ ...facts, ...pricing, ...balanceColumns(detail.balance, at), missingSince: null, observedAt: at })
      .where(eq(accounts.id, detail.id))
  })
}

const comparedColumns = {
  email: accounts.email,
  organizationName: accounts.organizationName,
  rollupBilling: accounts.rollupBilling,
  customPricing: accounts.customPricing,
}

function differs(known: Pick<AccountRecord, keyof typeof comparedColumns>, answer: ManagedAccountDetail): boolean {
  return (
    known.email !== answer.email ||
    known.organizationName !== answer.organizationName ||
    known.rollupBilling !== answer.rollupBilling ||
    known.customPricing !== answer.allowCustomPricing
  )
}

/** After a direct 404, but not for an account created here within the list lag. Returns whether the row changed. */
export async function markMissing(services: Services, id: string): Promise<boolean> {
  const now = services.now()
  const settled = new Date(now.getTime() - services.settings.listLag * 1_000)
  const rows = await services.db
    .update(accounts)
    .set({ missingSince: now, balanceTriedAt: now })
    .where(
      and(
        eq(accounts.id, id),
        isNull(accounts.missingSince),
        or(ne(accounts.statusSource, 'command'), lte(accounts.firstSeenAt, settled)),
      ),
    )
    .returning({ id: accounts.id })
  return rows.length > 0
}
