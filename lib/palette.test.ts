import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { loadPaletteQuestion, matching, rankBy, rankOf } from './palette'

describe('the rank of a name', () => {
  it.each([
    ['Harbor Office', 'harbor office', 3],
    ['Harbor Office', 'harbor', 2],
    ['Harbor Office', 'Office har', 1],
    ['Harbor Office', 'arbor', 0],
    ['Harbor Office', 'harbor x', 0],
    ['Müller & Söhne', 'mueller', 2],
    ['Müller & Söhne', 'MULLER SOHNE', 3],
    ['ops@harbor.example', 'ops@harbor.example', 3],
    ['株式会社', '株', 2],
    ['Harbor', '&', 0],
  ])('%s for %s', (name, text, rank) => expect(rankOf(name, text)).toBe(rank))
})

describe('entries', () => {
  const names = (entry: string) => [entry, null]

  it('are sorted by rank, and keep their order within a rank', () => {
    const found = ['Old harbor', 'New harbor', 'Harbor lights', 'Harbor', 'Harbor 2']
    expect(rankBy(found, 'harbor', names)).toEqual(['Harbor', 'Harbor lights', 'Harbor 2', 'Old harbor', 'New harbor'])
  })

  it('that match by something other than the name come last', () => {
    expect(rankBy(['Found by its note', 'Harbor'], 'harbor', names)).toEqual(['Harbor', 'Found by its note'])
    expect(matching(['Found by its note', 'Harbor'], 'harbor', names)).toEqual(['Harbor'])
  })

  it('all match an empty text, and none matches punctuation only', () => {
    expect(matching(['Sign out', 'Sync now'], ' ', names)).toEqual(['Sign out', 'Sync now'])
    expect(matching(['Sign out', 'Sync now'], '…', names)).toEqual([])
  })

  it('are never added or lost by sorting', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 12 })
    fc.assert(
      fc.property(fc.array(text, { maxLength: 8 }), text, (entries, asked) => {
        expect(rankBy(entries, asked, names).sort()).toEqual([...entries].sort())
      }),
    )
  })
})

it('the searched text is limited in length and contains no NUL', () => {
  const question = loadPaletteQuestion(new URLSearchParams({ q: `  a\0b${'c'.repeat(500)}` }))
  expect(question).toMatch(/^abc+$/)
  expect(question.length).toBeLessThanOrEqual(200)
})
