import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compareNames, duplicateQuery, nameKey } from './account-duplicates'

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

  it.each(['', ' ', 'Ab', 'AG Ltd'])('searches nothing for %j, which is too short', name => {
    expect(duplicateQuery(name)).toBeNull()
  })
})

describe('two business names', () => {
  const compare = (a: string, b: string) => {
    const [one, other] = [nameKey(a), nameKey(b)]
    expect(compareNames(other, one)).toBe(compareNames(one, other))
    return compareNames(one, other)
  }

  it.each([
    ['Nordlicht Telefonie', 'nordlicht  TELEFONIE'],
    ['Nordlicht Telefonie', 'Nord-Licht Telefonie GmbH'],
    ['Müller & Söhne KG', 'Muller und Sohne'],
    ['Größe GmbH & Co. KG', 'Groesse'.replace('oe', 'o')],
    ['Café Ünal Ltd', 'CAFE UNAL LIMITED'],
    ['Dupont S.à r.l.', 'Dupont'],
    ['Rossi S.p.A.', 'Rossi SpA'],
    ['Horizont d.o.o.', 'Horizont'],
    ['U.S.A. Freight, Inc.', 'USA Freight'],
    ["Anna's Bakery", 'Annas Bakery'],
    ['The Phone Company', 'Phone Co.'],
    ['ООО Ромашка', 'Ромашка'],
    ['Ｗｉｄｅ Letters', 'Wide Letters'],
    ['株式会社サンプル', '株式会社サンプル'],
  ])('%s and %s are the same', (a, b) => {
    expect(compare(a, b)).toBe('same')
  })

  it.each([
    ['Nordlicht Telefonie', 'Nordlicht Telefoine'],
    ['Nordlicht Telefonie', 'Nordlich Telefonie'],
    ['Nordlicht Telefonie', 'Nortlicht Telefonei'],
    ['Nordlicht Telefonie', 'Telefonie Nordlicht AG'],
    ['Müller Bau', 'Mueller Bau'],
    ['Horizon', 'Horizom'],
    ['Filiale 12 Nordstadt', 'Filiale 12 Nordstat'],
  ])('%s and %s are similar', (a, b) => {
    expect(compare(a, b)).toBe('similar')
  })

  it.each([
    ['Acme', 'Acne'],
    ['Branch 12', 'Branch 13'],
    ['Nordlicht Telefonie', 'Südlicht Telefonie'],
    ['Horizon', 'Horowitz'],
    ['Horizon', 'Horizon Logistics'],
    ['株式会社サンプル', '株式会社サンゴ'],
    ['', ''],
    ['---', '+++'],
  ])('%s and %s are not similar', (a, b) => {
    expect(compare(a, b)).toBeNull()
  })

  it('are compared as plain edit distance would', () => {
    const plain = (a: string, b: string): number => {
      const of = (i: number, j: number): number => {
        if (i === 0 || j === 0) return i + j
        const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
        return Math.min(
          of(i - 1, j) + 1,
          of(i, j - 1) + 1,
          of(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1),
          swapped ? of(i - 2, j - 2) + 1 : 99,
        )
      }
      return of(a.length, b.length)
    }
    const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 5, maxLength: 7 })
    fc.assert(
      fc.property(word, word, (a, b) => {
        const apart = plain(a, b)
        expect(compare(a, b)).toBe(apart === 0 ? 'same' : apart <= 1 ? 'similar' : null)
        // A long name may have two slips.
        expect(compare(`north${a}`, `north${b}`)).toBe(apart === 0 ? 'same' : apart <= 2 ? 'similar' : null)
      }),
      { numRuns: 300 },
    )
  })

  it('of any length are compared quickly', () => {
    const [long, other] = [nameKey('ab'.repeat(127)), nameKey('ba'.repeat(127))]
    const started = performance.now()
    for (let n = 0; n < 1_000; n += 1) compareNames(long, other)
    expect(performance.now() - started).toBeLessThan(2_000)
  })
})
