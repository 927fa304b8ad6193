// @vitest-environment node
import { describe, expect, it } from 'vitest'
import { appColumns, describeColumns } from './app-table'

type Row = { name: string; email: string; total: number }
const column = appColumns<Row>()
const columns = column.columns([
  column.accessor('name', { header: 'Name', meta: { width: 240 } }),
  column.accessor('email', { header: 'E-mail', meta: { width: 200 } }),
  column.accessor('total', { header: () => null, meta: { label: 'Total', width: 100, align: 'end' } }),
  column.display({ id: 'actions', header: () => null, meta: { label: 'Actions', width: 80, pin: 'end' } }),
])
const ids = (order?: string[], pinned?: string[]) => describeColumns(columns, order, pinned).map(one => one.id)

describe('describeColumns', () => {
  it('puts the named columns first and keeps all others, ignoring unknown names', () => {
    expect(ids(['total', 'gone'])).toEqual(['name', 'total', 'email', 'actions'])
  })

  it('keeps the first column first and the last at the right edge, whatever the saved order', () => {
    expect(ids(['actions', 'email', 'name'])).toEqual(['name', 'email', 'total', 'actions'])
  })

  it('puts pinned columns after the first, in their order', () => {
    expect(ids([], ['total'])).toEqual(['name', 'total', 'email', 'actions'])
    expect(ids(['total', 'email'], ['email', 'total'])).toEqual(['name', 'total', 'email', 'actions'])
  })

  it('takes the label from the header, else from the meta', () => {
    expect(describeColumns(columns).map(one => one.label)).toEqual(['Name', 'E-mail', 'Total', 'Actions'])
  })
})
