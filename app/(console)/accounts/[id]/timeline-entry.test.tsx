import { renderToStaticMarkup } from 'react-dom/server'
import { expect, it } from 'vitest'
import type { AuditEntry } from '@/lib/audit'
import { Outcome } from '../../audit/outcome'
import { TimelineEntry } from './timeline-entry'

const entry: AuditEntry = {
  id: 1,
  at: '2026-05-01T10:00:00.000Z',
  endedAt: '2026-05-01T10:20:00.000Z',
  commandId: '11111111-1111-4111-8111-111111111111',
  action: 'account.disable',
  actorId: 's1',
  actorName: 'Sam Support',
  actorRole: 'support',
  actorKind: 'operator',
  targetKind: 'account',
  targetId: 'a1',
  targetLabel: 'Acme',
  reason: 'Unpaid balance',
  detail: null,
  changes: null,
  outcome: 'succeeded',
  problem: null,
  settled: null,
  telnyxRequestId: null,
  requestId: null,
  hash: null,
  endHash: null,
}

function wordsOf(shown: AuditEntry): string {
  const place = document.createElement('ol')
  place.innerHTML = renderToStaticMarkup(<TimelineEntry entry={shown} />)
  return [...place.querySelectorAll('p')].map(line => line.textContent).join('\n')
}

it('an entry names who made the change and who resolved its outcome', () => {
  const settled = wordsOf({ ...entry, settled: { by: 'Mia Manager', note: 'Seen in the portal' } })
  expect(settled).toContain('Disable managed account by Sam Support')
  expect(settled).toContain('Resolved by Mia Manager: Seen in the portal')
})

it('an entry names no person for an outcome that Telnyx reported', () => {
  expect(wordsOf(entry)).not.toContain('Settled')
})

it.each([
  ['the timeline', <TimelineEntry key="" entry={{ ...entry, outcome: 'cancelled' }} />],
  ['the audit', <Outcome key="" outcome="cancelled" />],
])('a change that was cancelled or undone reads “Cancelled” in %s, not “Failed”', (_place, shown) => {
  const place = document.createElement('ol')
  place.innerHTML = renderToStaticMarkup(shown)
  expect(place.textContent).toContain('Cancelled')
  expect(place.textContent).not.toContain('Failed')
})

it.each([
  ['https://tickets.example/4711', 'https://tickets.example/4711'],
  ['ZD-48213', null],
  ['javascript:alert(1)', null],
  ['//evil.test', null],
  ['https://a b', null],
])('an entry shows the ticket %j as the link %j', (ticket, href) => {
  const place = document.createElement('ol')
  place.innerHTML = renderToStaticMarkup(<TimelineEntry entry={{ ...entry, detail: { ticket } }} />)
  expect(place.querySelector('a')?.getAttribute('href') ?? null).toBe(href)
  expect(place.textContent).toContain(ticket)
})
