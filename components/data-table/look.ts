import type { AccountsLook } from '@/lib/preferences'
import type { Density } from '@/lib/table-look'

/** The full look of a table: visible columns, their order, pins and widths (pixels), and the row height. */
export type TableLook = {
  visibility: Record<string, boolean>
  order: string[]
  pinned: string[]
  widths: Record<string, number>
  density: Density
}

/** The saved look, completed with the table's defaults. */
export function completeLook(kept: AccountsLook | null, defaults: TableLook): TableLook {
  return {
    visibility: { ...defaults.visibility, ...kept?.visibility },
    order: kept?.order ?? defaults.order,
    pinned: kept?.pinned ?? defaults.pinned,
    widths: kept?.widths ?? defaults.widths,
    density: kept?.density ?? defaults.density,
  }
}

/** Pins or unpins a column. Pinning also makes it visible. */
export function pinColumn(look: TableLook, id: string, on: boolean): TableLook {
  const pinned = look.pinned.filter(one => one !== id)
  if (!on) return { ...look, pinned }
  return { ...look, pinned: [...pinned, id], visibility: { ...look.visibility, [id]: true } }
}

/** Swaps two columns. `shown` is the current order. */
export function moveColumn(look: TableLook, shown: readonly string[], id: string, neighbour: string): TableLook {
  return { ...look, order: shown.map(one => (one === id ? neighbour : one === neighbour ? id : one)) }
}

/** Whether two looks show the same. */
export function sameLook(a: TableLook, b: TableLook): boolean {
  return canonical(a) === canonical(b)
}

function canonical(look: TableLook): string {
  const hidden = Object.keys(look.visibility).filter(id => look.visibility[id] === false)
  const widths = Object.entries(look.widths).sort(([one], [other]) => (one < other ? -1 : 1))
  return JSON.stringify([hidden.sort(), look.order, look.pinned, widths, look.density])
}
