import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

it('has a drawing for every icon of a state', () => {
  const [, union = ''] = /type StateIcon =([^;]*?)\n\n/.exec(readFileSync('components/ui/status.tsx', 'utf8')) ?? []
  const names = [...union.matchAll(/'(\w+)'/g)].map(([, name]) => name)
  const drawn = [...readFileSync('components/ui/icons.css', 'utf8').matchAll(/^\.icon-(\w+) \{/gm)].map(
    ([, name]) => name,
  )
  expect(names.length).toBeGreaterThan(5)
  expect(drawn.toSorted()).toEqual(names.toSorted())
})
