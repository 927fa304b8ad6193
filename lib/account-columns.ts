type Column = {
  /** The heading in the table and, without `file`, in an export. */
  label: string
  /** The headings in an export. Null = not exported. */
  file?: readonly string[] | null
  /** The server sorts by it (server/mirror/search/order.ts). */
  sorts?: true
  /** Shown and exported only to roles that may see balances. */
  balances?: true
  /** Hidden at first in the table: the others fit a laptop's screen. */
  hidden?: true
}

/**
 * Every column of managed accounts in the table, in exports and as a sort key, declared once, in the order of a full export. The keys
 * are in addresses and saved views. How a cell looks is in `app/(console)/accounts/columns.tsx` and `server/accounts/export/cells.ts`.
 */
export const accountColumns = {
  name: { label: 'Name', sorts: true },
  status: { label: 'Status', sorts: true },
  email: { label: 'E-mail', sorts: true },
  rollup: { label: 'Rollup billing', sorts: true },
  pricing: { label: 'Custom pricing', sorts: true },
  channels: { label: 'Channel limit', file: ['Channel limit', 'Channel limit as of'], sorts: true, hidden: true },
  // Accounts on rollup share one balance. Without naming its owner, a sum would count it many times.
  credit: {
    label: 'Available credit',
    file: ['Available credit', 'Currency', 'Balance of', 'Balance as of'],
    sorts: true,
    balances: true,
  },
  balance: { label: 'Balance', file: ['Balance', 'Credit limit'], sorts: true, balances: true, hidden: true },
  created: { label: 'Created', sorts: true },
  updated: { label: 'Updated', sorts: true, hidden: true },
  id: { label: 'Id', file: ['Account id'], sorts: true, hidden: true },
  protected: { label: 'Protection reason' },
  disabled: { label: 'Disabled since', sorts: true, hidden: true },
  disabledBy: { label: 'Disabled by', hidden: true },
  reason: { label: 'Disable reason', hidden: true },
  ticket: { label: 'Ticket', hidden: true },
  review: { label: 'Review on', sorts: true, hidden: true },
  missing: { label: 'Gone from Telnyx since' },
  observed: { label: 'Status as of', file: ['Status as of', 'Details as of'] },
  currency: { label: 'Currency', file: null, sorts: true, balances: true },
} as const satisfies Record<string, Column>

type Columns = typeof accountColumns
export type AccountColumn = keyof Columns
export type AccountSortKey = { [K in AccountColumn]: Columns[K] extends { sorts: true } ? K : never }[AccountColumn]
export type ExportColumn = { [K in AccountColumn]: Columns[K] extends { file: null } ? never : K }[AccountColumn]

const names = Object.keys(accountColumns) as AccountColumn[]
const has = (name: AccountColumn, field: keyof Column) => field in accountColumns[name]

export const accountSortKeys = names.filter(name => has(name, 'sorts')) as AccountSortKey[]
export const exportColumnNames = names.filter(name => headings(name) !== null) as [ExportColumn, ...ExportColumn[]]
export const hiddenColumns = names.filter(name => has(name, 'hidden'))

/** Whether it would reveal balances. */
export const isBalance = (name: string): boolean => names.some(one => one === name && has(one, 'balances'))

function headings(name: AccountColumn): readonly string[] | null {
  const { label, file = [label] }: Column = accountColumns[name]
  return file
}

/** The first line of an export. */
export function fileHeadings(columns: readonly ExportColumn[]): string[] {
  return columns.flatMap(column => headings(column) ?? [])
}
