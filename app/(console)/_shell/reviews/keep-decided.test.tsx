// @vitest-environment node
import { describe, expect, it } from 'vitest'
import type { ReviewItem } from '@/lib/reviews'
import { keepDecided } from './keep-decided'

const row = (subjectId: string, verdict: ReviewItem['verdict'] = 'open') => ({ subjectId, verdict }) as ReviewItem
const rowsOf = (text: string) => [...text].map(id => row(id))
const decidedOf = (text: string) => new Map([...text].map(id => [id, row(id, 'approved')]))
const ids = (rows: readonly ReviewItem[]) => rows.map(one => one.subjectId).join('')

describe('rows decided here', () => {
  it.each([
    ['abcd', 'acd', 'b', 'abcd'],
    ['abcd', 'bcd', 'a', 'abcd'],
    ['abcd', 'cde', 'ab', 'abcde'],
    ['abcd', 'bde', 'ac', 'abcde'],
    ['abcd', '', 'abcd', 'abcd'],
    ['abcd', 'xd', 'b', 'bxd'],
  ])('of %s stay in their places when the answer is %s and %s are decided', (shown, answer, decided, kept) => {
    expect(ids(keepDecided([...shown], rowsOf(answer), decidedOf(decided)))).toBe(kept)
  })

  it('are those of the answer where it still has them', () => {
    const [only] = keepDecided(['a'], [row('a', 'questioned')], decidedOf('a'))
    expect(only?.verdict).toBe('questioned')
  })
})
