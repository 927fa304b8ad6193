import { Checkbox } from '@/components/ui/checkbox'
import { type RowSelection, togglePage } from './selection'
import { headTickClass } from './table-frame'

type Props<Row> = { ids: readonly string[]; selection: RowSelection<Row> }

/** The checkbox in the header. It selects this page only. */
export function SelectPage<Row>({ ids, selection }: Props<Row>) {
  const { ids: selected, locked, onChange } = selection
  const count = ids.filter(id => selected.has(id)).length
  const all = ids.length > 0 && count === ids.length
  return (
    <th scope="col" className={headTickClass}>
      <Checkbox
        aria-label="Select all rows on this page"
        aria-disabled={locked !== undefined || undefined}
        title={locked?.why}
        className={locked && 'opacity-60'}
        disabled={ids.length === 0}
        checked={locked ? locked.tick === true : all}
        indeterminate={locked ? locked.tick === 'mixed' : count > 0 && !all}
        onChange={() => (locked ? locked.onTry() : onChange(togglePage(selected, ids, !all)))}
      />
    </th>
  )
}
