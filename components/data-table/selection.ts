export type RowSelection<Row> = {
  /** Ids of other pages are kept. */
  ids: ReadonlySet<string>
  onChange: (ids: Set<string>) => void
  /** "Select Acme Inc": names a row's box. */
  rowLabel: (row: Row) => string
  /** No row can be ticked by itself now. */
  locked?: { tick: true | 'mixed'; why: string; onTry: () => void } | undefined
}

/** The ids after a click on one of them; with `range` everything between it and the last one clicked takes its new state. */
export function toggleIds(
  selected: ReadonlySet<string>,
  ids: readonly string[],
  id: string,
  anchor: string | null,
  range: boolean,
): Set<string> {
  const next = new Set(selected)
  const on = !selected.has(id)
  const from = range && anchor !== null ? ids.indexOf(anchor) : -1
  const to = ids.indexOf(id)
  const touched = from < 0 || to < 0 ? [id] : ids.slice(Math.min(from, to), Math.max(from, to) + 1)
  for (const one of touched) {
    if (on) next.add(one)
    else next.delete(one)
  }
  return next
}

/** All of this page on or off; what is chosen on other pages stays. */
export function togglePage(selected: ReadonlySet<string>, ids: readonly string[], on: boolean): Set<string> {
  const next = new Set(selected)
  for (const id of ids) {
    if (on) next.add(id)
    else next.delete(id)
  }
  return next
}
