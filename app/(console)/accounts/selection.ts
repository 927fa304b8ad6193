/** Which accounts are selected: none, the ticked ones, or all that matched a search at one moment (kept by the server). */
export type AccountSelection =
  | { kind: 'none' }
  | { kind: 'ids'; ids: ReadonlySet<string> }
  /** `filter` is the search without sort and page, as in an address. */
  | { kind: 'frozen'; id: string; count: number; at: Date; filter: string }

export const noSelection: AccountSelection = { kind: 'none' }

export function selectionOf(ids: ReadonlySet<string>): AccountSelection {
  return ids.size === 0 ? noSelection : { kind: 'ids', ids }
}

/** The ticked ids. */
export function idsOf(selection: AccountSelection): ReadonlySet<string> {
  return selection.kind === 'ids' ? selection.ids : nobody
}

const nobody: ReadonlySet<string> = new Set()

/** How many accounts are selected. */
export function selectedCount(selection: AccountSelection): number {
  if (selection.kind === 'none') return 0
  return selection.kind === 'ids' ? selection.ids.size : selection.count
}

/** Whether to offer "Select all matching": the whole page is ticked and more accounts match. */
export function offersAll(selection: AccountSelection, page: readonly string[], matching: number): boolean {
  if (selection.kind !== 'ids' || page.length === 0) return false
  return page.every(id => selection.ids.has(id)) && matching > page.length
}

/**
 * The rows' checkboxes while a frozen selection is active: checked if the list still shows its filter, mixed if the list shows
 * another one, because some of its rows may be selected.
 */
export function frozenTick(selection: AccountSelection, filter: string): true | 'mixed' | null {
  if (selection.kind !== 'frozen') return null
  return selection.filter === filter ? true : 'mixed'
}
