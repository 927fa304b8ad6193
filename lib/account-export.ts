import { type ExportColumn, exportColumnNames, fileHeadings, isBalance } from './account-columns'
import { invalid } from './errors'
import { can, type Role } from './permissions'

/** The file always has the account id, because names can repeat, and a balance with its owner and currency. */
function completed(columns: readonly ExportColumn[]): ExportColumn[] {
  const money = columns.includes('balance') && !columns.includes('credit') ? ['credit' as const] : []
  return [...columns, ...money, ...(columns.includes('id') ? [] : ['id' as const])]
}

/** Every column that the role may export, in the order of a full export. */
export function exportableColumns(role: Role): ExportColumn[] {
  return exportColumnNames.filter(name => can(role, 'accounts.balances') || !isBalance(name))
}

/** The columns on screen that an export can contain, in order. */
export function shownColumns(role: Role, shown: readonly string[]): ExportColumn[] {
  const allowed = exportableColumns(role)
  return completed(shown.flatMap(id => allowed.find(name => name === id) ?? []))
}

/** Parses `name,email` into the columns of the file. Throws invalid for an unknown name and for an empty list. */
export function exportColumnsOf(text: string | null): ExportColumn[] {
  const asked = [...new Set((text ?? '').split(',').filter(Boolean))]
  const unknown = asked.find(one => !exportColumnNames.some(name => name === one))
  if (unknown !== undefined) throw invalid(`There is no column “${unknown.slice(0, 50)}”.`)
  if (asked.length === 0) throw invalid('Choose at least one column.')
  return completed(asked.flatMap(one => exportColumnNames.find(name => name === one) ?? []))
}

/** "Name, Status, E-mail" */
export function headingsOf(columns: readonly ExportColumn[]): string {
  return fileHeadings(columns).join(', ')
}

export function exportHref(selection: string, columns: readonly ExportColumn[]): string {
  return `/api/accounts/export?${new URLSearchParams({ selection, columns: columns.join(',') })}`
}
