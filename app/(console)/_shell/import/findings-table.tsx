'use client'

import { SearchX } from 'lucide-react'
import { useState } from 'react'
import { plainColumns } from '@/components/data-table/app-table'
import { DataTable } from '@/components/data-table/data-table'
import { ListPages } from '@/components/list-screen/list-pages'
import { Checkbox } from '@/components/ui/checkbox'
import { Unknown } from '@/components/ui/description-list'
import { EmptyState } from '@/components/ui/empty-state'
import { Input } from '@/components/ui/input'
import { formatNumber } from '@/components/ui/number'
import { SegmentedControl } from '@/components/ui/segmented'
import { Status } from '@/components/ui/status'

/** A finding about one line, in words. */
export type FindingRow = {
  key: string
  line: number
  column: string
  /** The finding is about the whole line, and is shown for each of its values. */
  ofLine?: boolean
  /** The value in the file; null = the finding is about the whole line, or about a value chosen for all lines. */
  value: string | null
  kind: 'problem' | 'warning'
  what: string
  fix: string
  /** The cell of the file, if its value can be corrected here. */
  cell?: string | null
  /** Whether the operator leaves the line out; absent = it cannot be chosen here. */
  leftOut?: boolean | undefined
}

export type Corrections = {
  /** Values corrected on the screen, by cell. Not React state: typing does not render a table of thousands of findings. */
  get: (cell: string) => string | undefined
  set: (cell: string, value: string) => void
  /** Leaves out a line with a warning, or includes it again. */
  toggle: (line: number) => void
}

const column = plainColumns<FindingRow>()

const columnsWith = (corrections: Corrections | undefined) => [
  column('line', 'Line', { width: 72, align: 'end' }, ({ line }) => (
    <span className="figures">{formatNumber(line)}</span>
  )),
  column('column', 'Column', { width: 132 }, row => (
    <bdi className="block truncate" title={row.column}>
      {row.column}
    </bdi>
  )),
  column('what', 'What is wrong', { width: 248, grow: true }, ({ kind, what }) => (
    <Status tone={kind === 'problem' ? 'danger' : 'warning'} className="my-1.5 whitespace-normal">
      <span className="sr-only">{kind === 'problem' ? 'Problem: ' : 'Warning: '}</span>
      {what}
    </Status>
  )),
  column('value', 'Value', { width: 176, grow: true }, ({ column, line, cell, value }) =>
    corrections && cell ? (
      <Input
        key={cell}
        aria-label={`${column}, line ${line}`}
        autoComplete="off"
        defaultValue={corrections.get(cell) ?? value ?? ''}
        placeholder="blank"
        onChange={event => corrections.set(cell, event.target.value)}
      />
    ) : value === null ? (
      <Unknown label="No single value" />
    ) : value === '' ? (
      <span className="text-muted">blank</span>
    ) : (
      <bdi className="block truncate" title={value}>
        {value}
      </bdi>
    ),
  ),
  column('fix', 'What to do', { width: 272, grow: true }, ({ fix }) => (
    <span className="my-1.5 block whitespace-normal text-muted">{fix}</span>
  )),
  ...(corrections ? [leaveOut(corrections)] : []),
]

const leaveOut = ({ toggle }: Corrections) =>
  column(
    'leaveOut',
    'Leave out',
    { width: 88 },
    ({ leftOut, line }) =>
      leftOut !== undefined && (
        <Checkbox aria-label={`Leave out line ${line}`} checked={leftOut} onChange={() => toggle(line)} />
      ),
  )

const kinds = ['all', 'problem', 'warning'] as const

type Props = { findings: readonly FindingRow[]; corrections?: Corrections }

/** All findings in a file, by line. */
export function FindingsTable({ findings, corrections }: Props) {
  const [columns] = useState(() => columnsWith(corrections))
  const [kind, setKind] = useState<(typeof kinds)[number]>('all')
  const [page, setPage] = useState(1)
  const [size, setSize] = useState<number>(50)
  const count = (of: FindingRow['kind']) => findings.filter(one => one.kind === of).length
  const shown = kind === 'all' ? findings : findings.filter(one => one.kind === kind)
  const labels = { all: 'All', problem: 'Problems', warning: 'Warnings' }
  const counts = { all: findings.length, problem: count('problem'), warning: count('warning') }
  const last = Math.max(1, Math.ceil(shown.length / size))
  const at = Math.min(page, last)
  return (
    <div className="grid gap-3">
      {counts.problem > 0 && counts.warning > 0 && (
        <SegmentedControl
          label="Show"
          className="justify-self-start"
          segments={kinds.map(value => ({ value, label: labels[value], count: counts[value] }))}
          value={kind}
          onChange={to => {
            setKind(to)
            setPage(1)
          }}
        />
      )}
      <DataTable
        label="Findings by row"
        columns={columns}
        rows={shown.slice((at - 1) * size, at * size)}
        getRowId={row => row.key}
        question={`${kind} ${at} ${size}`}
        empty={<EmptyState icon={SearchX} title="No results" />}
      />
      <ListPages
        search={{ page: at, size }}
        total={shown.length}
        isStale={false}
        onChange={patch => {
          setPage(patch.page ?? 1)
          setSize(patch.size ?? size)
        }}
      />
    </div>
  )
}
