// @vitest-environment node
import { describe, expect, it } from 'vitest'
import { appColumns } from './app-table'
import { clampWidth, pinsOf, tableLayout, withFiller } from './layout'

type Row = { name: string; email: string; total: number }
const column = appColumns<Row>()
const columns = column.columns([
  column.accessor('name', { header: 'Name', meta: { width: 240 } }),
  column.accessor('email', { header: 'E-mail', meta: { width: 200 } }),
  column.accessor('total', { header: 'Total', meta: { width: 100, align: 'end' } }),
])
const withActions = column.columns([
  ...columns,
  column.display({ id: 'actions', header: 'Actions', meta: { width: 80, pin: 'end' } }),
])

describe('tableLayout', () => {
  it('adds up the visible columns; on a phone the first one shrinks', () => {
    expect(tableLayout(columns, {}, true).minWidth).toEqual({ wide: 580, narrow: 492 })
    expect(tableLayout(columns, { visibility: { email: false } }, false).minWidth).toEqual({ wide: 340, narrow: 252 })
  })

  it('turns rows into cards on a phone once a column has a place in the card', () => {
    expect(tableLayout(columns, {}, false).cards).toBe(false)
    const status = column.accessor('email', { id: 'state', header: 'Status', meta: { phone: 'status' } })
    expect(tableLayout(column.columns([...columns, status]), {}, false).cards).toBe(true)
  })

  it('lets the first column grow by default', () => {
    const layout = tableLayout(columns, {}, false)
    expect(layout.columns.map(one => one.grow)).toEqual([true, false, false])
    expect(layout.filler).toBe(false)
  })

  it('keeps all widths fixed after one width was set or a column was pinned', () => {
    for (const look of [{ widths: { email: 300 } }, { pinned: ['email'] }]) {
      const layout = tableLayout(columns, look, false)
      expect(layout.columns.map(one => one.grow)).toEqual([false, false, false])
      expect(layout.filler).toBe(true)
    }
    expect(tableLayout(columns, { widths: { email: 300 } }, false).columns.map(one => one.width)).toEqual([
      240, 300, 100,
    ])
    expect(tableLayout(columns, { widths: { gone: 300 } }, false).filler, 'a column there is no more').toBe(false)
  })

  it('puts the empty column before the right edge', () => {
    const layout = tableLayout(withActions, { pinned: ['total'] }, false)
    expect(layout.columns.map(one => one.pin)).toEqual([0, 1, null, 'end'])
    expect(withFiller(layout, [0, 1, 2, 3], -1)).toEqual([0, 1, 2, -1, 3])
    expect(withFiller(tableLayout(columns, { pinned: ['total'] }, false), [0, 1, 2], -1)).toEqual([0, 1, 2, -1])
    expect(withFiller(tableLayout(withActions, {}, false), [0, 1, 2, 3], -1)).toEqual([0, 1, 2, 3])
  })

  it('keeps its structure while only widths change', () => {
    const at = (width: number) => tableLayout(columns, { widths: { email: width } }, false).structure
    expect(at(100)).toBe(at(300))
    expect(tableLayout(columns, { order: ['total'], widths: { email: 300 } }, false).structure).not.toBe(at(300))
  })

  it('limits a saved width to the allowed range', () => {
    expect([clampWidth(-5), clampWidth(100.4), clampWidth(9_000)]).toEqual([64, 100, 640])
  })
})

describe('pinsOf', () => {
  const layout = tableLayout(withActions, { pinned: ['email', 'total'] }, true)

  it('places each pinned column beside the previous one', () => {
    expect(pinsOf(layout, null).map(pin => pin.left)).toEqual([40, 280, 480])
    expect(pinsOf(layout, null).map(pin => pin.last)).toEqual([false, false, true])
  })

  it('unpins columns that would leave no room for the others, never the first one', () => {
    expect(pinsOf(layout, 900).map(pin => pin.holds)).toEqual([true, true, false])
    expect(pinsOf(layout, 900).map(pin => pin.last)).toEqual([false, true, false])
    expect(pinsOf(layout, 300).map(pin => pin.holds)).toEqual([true, false, false])
  })
})
