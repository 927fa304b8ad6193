// @vitest-environment node
import { describe, expect, it } from 'vitest'
import type { ReviewItem } from '@/lib/reviews'
import { keepDecided, withDecision, withFollowUp, withoutDecision } from './keep-decided'

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
  ])('of %s keep their places when the answer is %s and %s are decided', (shown, answer, decided, kept) => {
    expect(ids(keepDecided([...shown], rowsOf(answer), decidedOf(decided)))).toBe(kept)
  })

  it('are replaced by the answer’s rows where it still has them', () => {
    const [only] = keepDecided(['a'], [row('a', 'questioned')], decidedOf('a'))
    expect(only?.verdict).toBe('questioned')
  })
})

describe('a row that was decided here', () => {
  const before = {
    subjectId: 'a',
    now: 'no',
    verdict: 'questioned',
    note: 'An old note',
    decidedValue: 'yes',
    decidedBy: 'Somebody else',
    bulkId: 'bulk',
    sentBy: 'Somebody else',
    sentAt: '2026-11-01T00:00:00.000Z',
    answeredBy: 'Somebody else',
    answeredAt: '2026-11-02T00:00:00.000Z',
  } as ReviewItem
  const at = '2026-11-05T00:00:00.000Z'
  const nothing = { bulkId: null, sentBy: null, sentAt: null, answeredBy: null, answeredAt: null }

  it('shows nothing of an earlier decision', () => {
    expect(withDecision(before, 'approved', '', at)).toEqual({
      ...before,
      ...nothing,
      verdict: 'approved',
      note: null,
      decidedValue: 'no',
      decidedBy: null,
      decidedAt: at,
      isMine: true,
    })
    expect(withoutDecision(before)).toMatchObject({ ...nothing, verdict: 'open', decidedBy: null, note: null })
  })

  it('shows when it was sent and answered, and when a step was undone', () => {
    const sent = withFollowUp(withDecision(before, 'questioned', 'Wrong', at), 'sent', at)
    expect(sent).toMatchObject({ verdict: 'questioned', sentAt: at, answeredAt: null })
    const answered = withFollowUp(sent, 'answered', at)
    expect(answered).toMatchObject({ sentAt: at, answeredAt: at })
    expect(withFollowUp(answered, 'answered', null)).toMatchObject({ sentAt: at, answeredAt: null })
    expect(withFollowUp(answered, 'sent', null)).toMatchObject({ sentAt: null, answeredAt: null })
  })
})
