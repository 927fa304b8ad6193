import { renderToStaticMarkup } from 'react-dom/server'
import { expect, it } from 'vitest'
import type { Attention } from '@/lib/attention'
import type { Overview } from '@/lib/overview'
import { navigation } from '../_shell/frame/navigation'
import { NeedsAttention } from './attention'

const at = '2026-03-01T10:00:00.000Z'
const nothing: Attention = { stopped: null, approvals: [], failedJobs: [], pausedJobs: [], held: [], flags: 0 }
const failed = { id: 'j1', kind: 'accounts.disable', failed: 3, person: 0, total: 12, finishedAt: at } as const
const waiting: Attention = {
  ...nothing,
  failedJobs: [failed, { ...failed, id: 'j2', person: 1 }],
  flags: 41,
}

function linksOf(element: Parameters<typeof renderToStaticMarkup>[0]) {
  const place = document.createElement('div')
  place.innerHTML = renderToStaticMarkup(element)
  return new Map([...place.querySelectorAll('a')].map(link => [link.getAttribute('href'), link]))
}

it('failed jobs and flags to review are counted in the navigation', () => {
  const badges = (attention: Attention) =>
    navigation('owner', attention)
      .flatMap(group => group.items)
      .flatMap(({ href, badge }) => (badge ? [[href, badge.words]] : []))
  expect(badges(waiting)).toEqual([
    ['/jobs', '2 with failures'],
    ['/billing', '41 to review'],
  ])
  expect(badges(nothing)).toEqual([])
})

it('failed jobs and flags to review are lines of the overview, which lead to what they count', () => {
  const overview = {
    attention: waiting,
    open: [],
    drifted: 0,
    reviewsDue: { count: 0, by: '2026-03-01' },
    credit: null,
  }
  const links = linksOf(<NeedsAttention overview={overview as unknown as Overview} />)
  const lines = [...links].map(([href, link]) => [href, link.dataset.figure, link.textContent])
  expect(lines).toEqual([
    ['/billing', '41', '41 reviews to decide'],
    ['/jobs/j1?state=failed,person', '3', expect.stringContaining('Disable managed accounts: 3 of 12 failed, ended')],
    ['/jobs/j2?state=failed,person', '4', expect.stringContaining('4 of 12 failed or to review, ended')],
  ])
})
