import 'server-only'
import type { ManagedAccount } from '@/lib/managed-account'
import { accounts } from '../platform/db/schema'

export type Columns = Partial<typeof accounts.$inferInsert>
type Column = keyof Columns & keyof typeof accounts._.columns

type Fact = {
  /** The value in Telnyx's answer, as JSON. Null = the answer left it out, which is no news. */
  of: (account: ManagedAccount) => string | boolean | null
  /** Its type in a record set of PostgreSQL. */
  type: 'text' | 'boolean' | 'timestamptz(3)'
}

/**
 * The facts of an account in Telnyx's list that the mirror copies as they are. Sweeps and single answers both write them from here. Status,
 * custom pricing and the time of the last update follow other rules (rules.ts).
 */
export const facts = {
  email: { of: account => account.email, type: 'text' },
  organizationName: { of: account => account.organizationName, type: 'text' },
  apiUser: { of: account => account.apiUser, type: 'text' },
  managerAccountId: { of: account => account.managerAccountId, type: 'text' },
  createdAt: { of: account => account.createdAt, type: 'timestamptz(3)' },
  rollupBilling: { of: account => account.rollupBilling, type: 'boolean' },
} as const satisfies Partial<Record<Column, Fact>>
type FactColumn = keyof typeof facts

export const factColumns = Object.keys(facts) as FactColumn[]

/** The column's name in the database. */
export const nameOf = (column: FactColumn): string => accounts[column].name

/** The facts that an answer has, as columns to set. */
export function knownFacts(account: ManagedAccount): Columns {
  const known = factColumns.flatMap(column => {
    const value = facts[column].of(account)
    if (value === null) return []
    return [[column, facts[column].type === 'timestamptz(3)' ? new Date(String(value)) : value]]
  })
  return Object.fromEntries(known)
}
