import 'server-only'
import { eq } from 'drizzle-orm'
import type { Balance, ManagedAccount, ManagedAccountDetail } from '@/lib/managed-account'
import type { Db, Tx } from '../platform/db/client'
import { accounts } from '../platform/db/schema'
import { decimalOrNull } from './decimal'
import { noteAnswer } from './drift'
import { type Columns, knownFacts } from './facts'
import { noteBalance } from './history/balance'

export type AccountRecord = typeof accounts.$inferSelect

export function balanceColumns(balance: Balance | null, now: Date) {
  return {
    ...(balance && {
      balance: decimalOrNull(balance.balance),
      creditLimit: decimalOrNull(balance.creditLimit),
      availableCredit: decimalOrNull(balance.availableCredit),
      currency: balance.currency,
      balanceObservedAt: now,
    }),
    balanceTriedAt: now,
  }
}

/** The facts of a list item as columns. Facts that an answer leaves out are not written: a missing value is no news. */
export function listColumns(account: ManagedAccount) {
  return {
    ...knownFacts(account),
    ...(account.updatedAt !== null && { updatedAt: new Date(account.updatedAt) }),
    ...(account.allowCustomPricing !== null && { customPricing: account.allowCustomPricing }),
  }
}

export async function readAccount(db: Db | Tx, id: string): Promise<AccountRecord | null> {
  const [row] = await db.select().from(accounts).where(eq(accounts.id, id))
  return row ?? null
}

/**
 * Writes the answer to one of our commands to the mirror: it is newer than any sweep sent before it.
 * `set` names what the command itself decided (status, pricing, limit). The rest of the answer counts as observed now,
 * except custom pricing: Telnyx shows it with a lag, so only the command that set it may write it.
 */
export async function writeThrough(tx: Tx, now: Date, answer: ManagedAccountDetail, set: Columns): Promise<void> {
  const { customPricing: _, ...facts } = listColumns(answer)
  await noteAnswer(tx, answer)
  await noteBalance(tx, answer, now)
  await tx
    .update(accounts)
    .set({ ...facts, ...balanceColumns(answer.balance, now), missingSince: null, ...set })
    .where(eq(accounts.id, answer.id))
}
