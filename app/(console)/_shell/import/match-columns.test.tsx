import { renderToStaticMarkup } from 'react-dom/server'
import { expect, it } from 'vitest'
import { MatchColumns } from './match-columns'
import type { OpenFile } from './read-file'

const file: OpenFile = {
  name: 'limits.csv',
  table: { header: ['account'], lines: [], delimiter: ',' },
  encoding: 'UTF-8',
  secrets: [],
}
const nothing = () => undefined

it('no other column can be chosen during the check, whose results are for the columns at its start', () => {
  const chooses = (busy: boolean) => {
    const place = document.createElement('div')
    place.innerHTML = renderToStaticMarkup(
      <MatchColumns
        file={file}
        busy={busy}
        problem={null}
        onCheck={nothing}
        onBack={nothing}
        count="2 limits"
        fields={<select />}
      >
        <p />
      </MatchColumns>,
    )
    return place.querySelector('select')?.matches(':enabled')
  }
  expect(chooses(false)).toBe(true)
  expect(chooses(true)).toBe(false)
})
