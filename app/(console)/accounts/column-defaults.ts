import type { TableLook } from '@/components/data-table/look'

/** The visible columns fit a laptop's screen. The others can be shown in the Columns menu. */
export const columnDefaults: TableLook = {
  visibility: {
    channels: false,
    balance: false,
    updated: false,
    disabled: false,
    disabledBy: false,
    reason: false,
    ticket: false,
    review: false,
    id: false,
  },
  order: [],
  pinned: [],
  widths: {},
  density: 'regular',
}
