// @vitest-environment node
import { describe, expect, it } from 'vitest'
import { appColumns, describeColumns, tableLayout } from './app-table'

type Row = { name: string; email: string; total: number }
const column = appColumns<Row>()
const columns = column.columns([
  column.accessor('name', { header: 'Name', meta: { width: 240 } }),
  column.accessor('email', { header: 'E-mail', meta: { width: 200 } }),
  column.accessor('total', { header: () => null, meta: { label: 'Total', width: 100, align: 'end' } }),
])

describe('describeColumns', () => {
  it('puts named columns first and forgets none, unknown names included', () => {
    expect(describeColumns(columns, ['total', 'gone']).map(one => one.id)).toEqual(['total', 'name', 'email'])
  })

  it('takes the label from the header, else from the meta', () => {
    expect(describeColumns(columns).map(one => one.label)).toEqual(['Name', 'E-mail', 'Total'])
  })
})

describe('tableLayout', () => {
  it('adds up what is shown; on a phone the first column gives way', () => {
    expect(tableLayout(columns, {}, true).minWidth).toEqual({ wide: 580, narrow: 492 })
    expect(tableLayout(columns, { visibility: { email: false } }, false).minWidth).toEqual({ wide: 340, narrow: 252 })
  })

  it('lets the first column grow unless others are named', () => {
    expect(tableLayout(columns, {}, false).columns.map(one => one.grow)).toEqual([true, false, false])
  })
})
