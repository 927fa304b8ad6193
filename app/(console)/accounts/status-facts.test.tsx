import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, it } from 'vitest'
import { RenderedAt } from '@/components/ui/use-now'
import type { Connections } from '@/lib/accounts'
import { ConnectionsFact, DisabledOutsideFact } from './status-facts'

function wordsOf(shown: ReactNode): string {
  const place = document.createElement('dl')
  place.innerHTML = renderToStaticMarkup(
    <QueryClientProvider client={new QueryClient()}>
      <RenderedAt value={Date.parse('2026-11-28T12:00:00.000Z')}>{shown}</RenderedAt>
    </QueryClientProvider>,
  )
  return place.textContent ?? ''
}

const firstSeenAt = '2026-01-05T08:00:00.000Z'
const seenAt = '2026-10-02T14:03:00.000Z'

it('says that nobody here disabled an account, and which sync saw it first', () => {
  const words = wordsOf(<DisabledOutsideFact outside={{ seenAt, trigger: 'interval' }} firstSeenAt={firstSeenAt} />)
  expect(words).toContain('Outside the console: no reason recorded')
  expect(words).toContain('First seen 2 Oct 2026 by the regular sync of 2 Oct 2026, 14:03 UTC.')
})

it('claims no time for a disable that is older than what the console knows', () => {
  const words = wordsOf(<DisabledOutsideFact outside={{ seenAt: null, trigger: null }} firstSeenAt={firstSeenAt} />)
  expect(words).toContain('It was already disabled when the console first saw it, 5 Jan 2026.')
})

it.each<[Connections, RegExp]>([
  [{ state: 'off', commandId: 'c', by: 'Mia', at: seenAt }, /Off until they are enabled.*Next: enable them in/],
  [{ state: 'requested', by: 'Mia', at: seenAt }, /Enabled with the account.*validation stayed off/],
  [{ state: 'marked', by: 'Mia', at: seenAt }, /Marked as enabled.*Not reported by Telnyx/],
  [{ state: 'unknown', at: seenAt }, /Unknown.*enabled outside the console/],
])('says of connections no more than is known: %o', (connections, words) => {
  expect(wordsOf(<ConnectionsFact accountId="a" connections={connections} />)).toMatch(words)
})
