import type { TableLook } from '@/components/data-table/look'

/** What fits a laptop's screen; the rest is one click away in the Columns menu. */
export const columnDefaults: TableLook = {
  visibility: { channels: false, balance: false, updated: false, disabled: false, review: false, id: false },
  order: [],
  pinned: [],
  widths: {},
  density: 'regular',
}
