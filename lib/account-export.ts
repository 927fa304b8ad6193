import { type AccountFilter, filterSentence, isFiltered } from './account-filters'
import { invalid } from './errors'
import { can, type Role } from './permissions'

/**
 * What an export can hold, under the names of the table's columns. Files say what the screen says: words for statuses and flags, and
 * "Not known" where Telnyx did not tell. Figures are bare decimals with their currency beside them, instants ISO 8601 in UTC; what is
 * not there is an empty cell.
 */
export const exportColumns = {
  name: ['Name'],
  status: ['Status'],
  email: ['E-mail'],
  rollup: ['Rollup billing'],
  pricing: ['Custom pricing'],
  channels: ['Channel limit'],
  // Accounts on rollup share one balance: without saying whose it is, a sum would count it many times.
  credit: ['Available credit', 'Currency', 'Balance of', 'Balance as of'],
  balance: ['Balance', 'Credit limit'],
  created: ['Created'],
  updated: ['Updated'],
  id: ['Account id'],
  protected: ['Protected because'],
  disabled: ['Disabled since', 'Disabled by', 'Disabled because'],
  review: ['Review on'],
  missing: ['Gone from Telnyx since'],
  observed: ['Status as of', 'Details as of'],
} as const satisfies Record<string, readonly string[]>
export type ExportColumn = keyof typeof exportColumns

export const exportColumnNames = Object.keys(exportColumns) as [ExportColumn, ...ExportColumn[]]
const money: readonly ExportColumn[] = ['credit', 'balance']

export function isMoney(column: ExportColumn): boolean {
  return money.includes(column)
}

/**
 * What a file of these columns holds: an account's id always, so that a row can be told from one of the same name, and beside a balance
 * what says whose it is and in which currency.
 */
function completed(columns: readonly ExportColumn[]): ExportColumn[] {
  const money = columns.includes('balance') && !columns.includes('credit') ? ['credit' as const] : []
  return [...columns, ...money, ...(columns.includes('id') ? [] : ['id' as const])]
}

/** Every column the role may have, in the order of a whole export. */
export function exportableColumns(role: Role): ExportColumn[] {
  return exportColumnNames.filter(name => can(role, 'accounts.balances') || !isMoney(name))
}

/** The columns on screen that an export has, in their order. */
export function shownColumns(role: Role, shown: readonly string[]): ExportColumn[] {
  const allowed = exportableColumns(role)
  return completed(shown.flatMap(id => allowed.find(name => name === id) ?? []))
}

/** Reads `name,email` as the columns of a whole file. Throws invalid for a name nobody knows and for none at all. */
export function exportColumnsOf(text: string | null): ExportColumn[] {
  const asked = [...new Set((text ?? '').split(',').filter(Boolean))]
  const unknown = asked.find(one => !exportColumnNames.some(name => name === one))
  if (unknown !== undefined) throw invalid(`There is no column “${unknown.slice(0, 50)}”.`)
  if (asked.length === 0) throw invalid('Choose at least one column.')
  return completed(asked.flatMap(one => exportColumnNames.find(name => name === one) ?? []))
}

/** "Name, Status, E-mail" */
export function headingsOf(columns: readonly ExportColumn[]): string {
  return columns.flatMap(column => [...exportColumns[column]]).join(', ')
}

export function exportHref(selection: string, columns: readonly ExportColumn[]): string {
  return `/api/accounts/export?${new URLSearchParams({ selection, columns: columns.join(',') })}`
}

/** Which accounts, in words and without a number; null = single accounts were ticked. */
export function scopeWords(filter: AccountFilter | null): string {
  if (filter === null) return 'Selected accounts'
  if (!isFiltered(filter)) return 'All accounts'
  return `All matching: ${filterSentence(filter)}`
}
