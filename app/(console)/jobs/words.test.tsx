import { expect, it } from 'vitest'
import { itemStates, type JobCounts } from '@/lib/job'
import type { Pace } from '@/lib/time-left'
import { cancelledWords, rateWords } from './words'

const noItems = Object.fromEntries(itemStates.map(state => [state, 0])) as JobCounts

it.each<[Pace | null, string | null]>([
  [{ perMinute: 1_200, left: { from: 119, to: 250 } }, '1,200 a minute, 2–4 min left'],
  [{ perMinute: 48, left: null }, '48 a minute'],
  [null, null],
])('a job with the pace %j says %j', (pace, words) => {
  expect(rateWords({ pace })).toBe(words)
})

it.each<[string, boolean, Partial<JobCounts>]>([
  ['Job undone. Nothing was sent.', true, { cancelled: 30 }],
  // Cancelled before, or just after its start: its calls may have been refused for a time.
  ['Job cancelled. Nothing was changed.', false, { cancelled: 30 }],
  ['Job cancelled. 1 account was already processed or in progress.', false, { cancelled: 29, running: 1 }],
  [
    'Job cancelled. 12 accounts were already processed or in progress.',
    false,
    { cancelled: 18, succeeded: 5, failed: 4, checking: 3 },
  ],
])('%s', (words, undone, counts) => {
  const job = { kind: 'accounts.disable', total: 30 } as const
  expect(cancelledWords(job, { undone, counts: { ...noItems, ...counts } })).toBe(words)
})
