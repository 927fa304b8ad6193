export type RowSelection<Row> = {
  /** Ids of other pages are kept. */
  ids: ReadonlySet<string>
  onChange: (ids: Set<string>) => void
  /** "Select Acme Inc": names a row's box. */
  rowLabel: (row: Row) => string
  /** Single rows cannot be ticked now. */
  locked?: { tick: true | 'mixed'; why: string; onTry: () => void } | undefined
}

/** The selection after a click on one id. With `range`, all ids from the last clicked one get its new state. */
export function toggleIds(
  selected: ReadonlySet<string>,
  ids: readonly string[],
  id: string,
  anchor: string | null,
  range: boolean,
): Set<string> {
  const from = range && anchor !== null ? ids.indexOf(anchor) : -1
  const to = ids.indexOf(id)
  const touched = from < 0 || to < 0 ? [id] : ids.slice(Math.min(from, to), Math.max(from, to) + 1)
  return togglePage(selected, touched, !selected.has(id))
}

/** Selects or clears this page. The selection on other pages stays. */
export function togglePage(selected: ReadonlySet<string>, ids: readonly string[], on: boolean): Set<string> {
  const next = new Set(selected)
  for (const id of ids) {
    if (on) next.add(id)
    else next.delete(id)
  }
  return next
}
