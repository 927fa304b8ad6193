import { expect, it } from 'vitest'
import { packRows, unpackRows } from './pack-rows'

it('unpacking restores the rows, also rows with fields that other rows lack', () => {
  for (const answer of [
    {
      rows: [
        { id: 'a', name: null, hit: { in: 'note' } },
        { id: 'b', name: '' },
      ],
      total: 2,
    },
    { rows: [], total: 0 },
    { rows: ['a', 'b'] },
    { rows: [[1], [2]] },
    { total: 3 },
    [1],
    null,
  ]) {
    expect(unpackRows(packRows(answer))).toStrictEqual(answer)
  }
})

it('packed rows contain each field name once', () => {
  const rows = Array.from({ length: 50 }, (_, id) => ({ id, disabledReason: null }))
  expect(JSON.stringify(packRows({ rows })).split('disabledReason')).toHaveLength(2)
})
