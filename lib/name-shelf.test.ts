import fc from 'fast-check'
import { expect, it } from 'vitest'
import { compareNames, nameKey } from './account-duplicates'
import { NameShelf } from './name-shelf'

const word = fc.constantFrom(
  'Nord',
  'Nrod',
  'Nort',
  'Süd',
  'Telefonie',
  'Telefonei',
  'Telfonie',
  '12',
  '13',
  'GmbH',
  'und',
)
const name = fc.array(word, { minLength: 1, maxLength: 4 }).map(words => words.join(' '))

it('the index finds the same names as comparing with every name', () => {
  fc.assert(
    fc.property(fc.array(name, { maxLength: 12 }), name, (shelved, asked) => {
      const shelf = new NameShelf<string>()
      for (const one of shelved) shelf.add(nameKey(one), one)
      const key = nameKey(asked)
      const matches = shelved.map(one => compareNames(nameKey(one), key))
      const best = matches.includes('same') ? 'same' : matches.includes('similar') ? 'similar' : null
      const found = shelf.find(key)
      expect(found?.match ?? null).toBe(best)
      if (found) expect(compareNames(nameKey(found.value), key)).toBe(best)
    }),
    { numRuns: 1_000 },
  )
})
