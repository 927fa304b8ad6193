import { describe, expect, it } from 'vitest'
import { duplicateQuery } from './account-duplicates'

describe('what to search for while a name is typed', () => {
  it.each([
    ['Acme GmbH', 'Acme'],
    ['Acme, Inc.', 'Acme'],
    ['Acme Holding Co. Ltd.', 'Acme Holding'],
    ['  Nordlicht   Telefonie  ', 'Nordlicht Telefonie'],
    ['Müller & Söhne KG', 'Müller & Söhne'],
    ['株式会社サンプル', '株式会社サンプル'],
  ])('%s → %s', (name, query) => {
    expect(duplicateQuery(name)).toBe(query)
  })

  it('keeps a name that is nothing but a legal form', () => {
    expect(duplicateQuery('Company Ltd')).toBe('Company')
  })

  it.each(['', ' ', 'Ab', 'AG Ltd'])('says nothing for %j: too short', name => {
    expect(duplicateQuery(name)).toBeNull()
  })
})
