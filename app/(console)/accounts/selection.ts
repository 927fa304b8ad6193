/** Which accounts are chosen: none, some by hand, or all that matched a search at one moment, kept by the server. */
export type AccountSelection =
  | { kind: 'none' }
  | { kind: 'ids'; ids: ReadonlySet<string> }
  | { kind: 'frozen'; id: string; count: number }

/** All that matched: what is said of it. `filter` is the search without order and page, as an address has it. */
type FrozenAccounts = Extract<AccountSelection, { kind: 'frozen' }> & { at: Date; filter: string }

/** As the screen keeps it. */
export type KeptSelection = Exclude<AccountSelection, { kind: 'frozen' }> | FrozenAccounts

export const noSelection: KeptSelection = { kind: 'none' }

export function selectionOf(ids: ReadonlySet<string>): KeptSelection {
  return ids.size === 0 ? noSelection : { kind: 'ids', ids }
}

/** The ids chosen by hand. */
export function idsOf(selection: AccountSelection): ReadonlySet<string> {
  return selection.kind === 'ids' ? selection.ids : nobody
}

const nobody: ReadonlySet<string> = new Set()

/** How many accounts are chosen. */
export function selectedCount(selection: AccountSelection): number {
  if (selection.kind === 'none') return 0
  return selection.kind === 'ids' ? selection.ids.size : selection.count
}

/** Whether more match than are chosen although the whole page is: then all that match are offered. */
export function offersAll(selection: AccountSelection, page: readonly string[], matching: number): boolean {
  if (selection.kind !== 'ids' || page.length === 0) return false
  return page.every(id => selection.ids.has(id)) && matching > page.length
}

/**
 * How the rows' boxes look while all that matched are chosen: ticked where the list still shows that filter,
 * neither nor where it shows another one, of which some may be among them.
 */
export function frozenTick(selection: KeptSelection, filter: string): true | 'mixed' | null {
  if (selection.kind !== 'frozen') return null
  return selection.filter === filter ? true : 'mixed'
}
