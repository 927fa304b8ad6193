import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, it } from 'vitest'
import type { ReviewItem, ReviewKind, RoundView } from '@/lib/reviews'
import { DecisionCell } from './item-cells'
import { ReviewingProvider } from './reviewing'
import { SignedCounts } from './sign-off-dialog'

const at = '2026-11-03T09:00:00.000Z'
const round: RoundView = {
  id: 'r1',
  kind: 'rollup',
  name: 'Rollup flags',
  openedBy: 'Mia',
  openedAt: at,
  asOf: at,
  dueOn: null,
  reviewers: [],
  population: null,
  state: 'open',
  signedOffBy: null,
  signedOffAt: null,
  remark: null,
  auditId: null,
  auditHash: null,
  counts: { items: 1_000, open: 0, approved: 996, questioned: 4, changed: 0, gone: 0, todo: 0 },
  mayDecide: true,
  ownDecisions: 0,
}
const item = {
  roundId: 'r1',
  subjectId: 's1',
  name: null,
  email: 'ana@example.test',
  facts: null,
  value: 'Off',
  now: 'Off',
  verdict: 'open',
  note: null,
  decidedValue: null,
  decidedBy: null,
  decidedAt: null,
  bulkId: null,
  sentBy: null,
  sentAt: null,
  answeredBy: null,
  answeredAt: null,
  isMine: true,
  isSelf: false,
} as unknown as ReviewItem
const questioned: Partial<ReviewItem> = { verdict: 'questioned', decidedValue: 'Off', decidedAt: at }

/** The buttons of a row: what is seen, and what a screen reader or a voice command takes them for. */
function buttonsOf(kind: ReviewKind, about: Partial<ReviewItem>) {
  const place = document.createElement('div')
  place.innerHTML = renderToStaticMarkup(
    <QueryClientProvider client={new QueryClient()}>
      <ReviewingProvider round={{ ...round, kind }} question="" onBulkDone={() => undefined}>
        <DecisionCell item={{ ...item, ...about }} />
      </ReviewingProvider>
    </QueryClientProvider>,
  )
  return [...place.querySelectorAll('button')].map(button => ({
    seen: (button.textContent ?? '').replace('…', ''),
    name: button.getAttribute('aria-label') ?? '',
  }))
}

it.each<[ReviewKind, Partial<ReviewItem>, string[]]>([
  ['rollup', {}, ['Approve', 'Question']],
  ['rollup', questioned, ['Undo', 'Follow up']],
  ['rollup', { ...questioned, sentAt: at }, ['Undo', 'Sent']],
  ['rollup', { ...questioned, sentAt: at, answeredAt: at }, ['Undo', 'Answered']],
  ['users', {}, ['Keep', 'Mark']],
  ['users', questioned, ['Undo', 'Remove user']],
])('the name of a button contains the words that are seen: %s %o', (kind, about, seen) => {
  const buttons = buttonsOf(kind, about)
  expect(buttons.map(button => button.seen)).toEqual(seen)
  for (const button of buttons) expect(button.name).toContain(button.seen)
})

it('a sign-off repeats the figures that it makes final', () => {
  const words = (kind: ReviewKind) =>
    renderToStaticMarkup(<SignedCounts round={{ ...round, kind }} />).replace(/<[^>]*>/g, '')
  expect(words('rollup')).toBe('1,000 items · Approved: 996 · Questioned: 4')
  expect(words('users')).toBe('1,000 items · Keep: 996 · Remove: 4')
})
