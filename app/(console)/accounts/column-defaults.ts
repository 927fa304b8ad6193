import type { TableLook } from '@/components/data-table/look'
import { hiddenColumns } from '@/lib/account-columns'

/** The visible columns fit a laptop's screen. The others can be shown in the Columns menu. */
export const columnDefaults: TableLook = {
  visibility: Object.fromEntries(hiddenColumns.map(name => [name, false])),
  order: [],
  pinned: [],
  widths: {},
  density: 'regular',
}
