'use client'

import type { Row, RowData } from '@tanstack/react-table'
import { type ComponentProps, type RefObject, useLayoutEffect } from 'react'
import { forgetTitle } from '@/components/ui/hover-title'
import type { AppColumns, AppFeatures } from './app-table'
import { BodyRow } from './body-row'
import type { Layout } from './layout'
import type { RowSelection } from './selection'
import { useRowSteps } from './use-row-steps'

type Props<T extends RowData> = {
  ref: RefObject<HTMLTableSectionElement | null>
  columns: AppColumns<T>
  rows: readonly Row<AppFeatures, T>[]
  question: string | undefined
  isStale: boolean
  dimmed: boolean
  layout: Layout
  height: { class: string; pixels: number }
  opens: boolean
  currentId: string | null
  /** The row that Tab reaches; null if rows take no focus. */
  reachable: string | null
  selection: RowSelection<T> | undefined
  handlers: Pick<ComponentProps<'tbody'>, 'onClick' | 'onAuxClick' | 'onFocus'>
}

export function TableBody<T extends RowData>(props: Props<T>) {
  'use memo'
  const { ref, columns, rows, question, isStale, dimmed, layout, height, currentId, reachable, selection } = props
  const { shown, waiting } = useRowSteps(rows, question, height.pixels)

  // biome-ignore lint/correctness/useExhaustiveDependencies: the rows under the pointer have changed
  useLayoutEffect(forgetTitle, [rows])
  useLayoutEffect(() => {
    // Checks the attribute, because reading the scroll position would force another layout.
    if (question !== undefined) ref.current?.closest('[data-down]')?.scrollTo({ top: 0 })
  }, [ref, question])

  return (
    <tbody
      ref={ref}
      aria-busy={waiting || undefined}
      inert={isStale}
      data-opens={props.opens || undefined}
      // No transition, because a delayed one creates a layer of all rows on each click.
      className={dimmed ? 'opacity-50' : undefined}
      {...props.handlers}
    >
      {shown.map((row, place) => (
        <BodyRow
          key={question === undefined ? row.id : place}
          id={row.id}
          row={row.original}
          columns={columns}
          cells={row.getVisibleCells()}
          layout={layout}
          height={height.class}
          current={row.id === currentId}
          tabIndex={reachable === null ? undefined : row.id === reachable ? 0 : -1}
          tick={selection ? (selection.locked?.tick ?? selection.ids.has(row.id)) : null}
          tickLabel={selection ? selection.rowLabel(row.original) : ''}
          tickLocked={selection?.locked?.why}
        />
      ))}
    </tbody>
  )
}
