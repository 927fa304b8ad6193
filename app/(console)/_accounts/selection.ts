/** Which accounts are chosen: none, some by hand, or all that matched a search at one moment, kept by the server. */
export type AccountSelection =
  | { kind: 'none' }
  | { kind: 'ids'; ids: ReadonlySet<string> }
  | { kind: 'frozen'; id: string; count: number }

export const noSelection: AccountSelection = { kind: 'none' }

export function selectionOf(ids: ReadonlySet<string>): AccountSelection {
  return ids.size === 0 ? noSelection : { kind: 'ids', ids }
}

/** How many accounts are chosen. */
export function selectedCount(selection: AccountSelection): number {
  if (selection.kind === 'none') return 0
  return selection.kind === 'ids' ? selection.ids.size : selection.count
}
