import { describe, expect, it } from 'vitest'
import { readRateReport } from './rate-report'

const now = Date.UTC(2026, 0, 1)

function read(headers: Record<string, string>) {
  return readRateReport(name => headers[name], now)
}

describe('readRateReport', () => {
  it('reads what Telnyx documents', () => {
    expect(read({ 'x-ratelimit-limit': '200', 'x-ratelimit-remaining': '199', 'x-ratelimit-reset': '30' })).toEqual({
      limit: 200,
      remaining: 199,
      resetMs: 30_000,
      retryAfterMs: null,
    })
  })

  it.each([
    ['missing', {}, { limit: null, remaining: null, resetMs: null, retryAfterMs: null }],
    [
      'words',
      { 'x-ratelimit-limit': 'many', 'x-ratelimit-remaining': '', 'x-ratelimit-reset': 'soon' },
      { limit: null, remaining: null, resetMs: null },
    ],
    [
      'negative',
      { 'x-ratelimit-limit': '-1', 'x-ratelimit-remaining': '-5', 'x-ratelimit-reset': '-9' },
      { limit: null, remaining: null, resetMs: 500 },
    ],
    ['a limit of zero', { 'x-ratelimit-limit': '0' }, { limit: null }],
    [
      'too large',
      { 'x-ratelimit-limit': '99999999999999', 'x-ratelimit-reset': '86400' },
      { limit: null, resetMs: 120_000 },
    ],
    ['zero seconds', { 'x-ratelimit-reset': '0', 'retry-after': '0' }, { resetMs: 500, retryAfterMs: 500 }],
    ['a fraction', { 'x-ratelimit-reset': '1.5' }, { resetMs: 1500 }],
    ['a policy behind the number', { 'x-ratelimit-limit': '100, 100;w=60' }, { limit: 100 }],
    ['an instant', { 'x-ratelimit-reset': String(now / 1000 + 12) }, { resetMs: 12_000 }],
    ['an HTTP date', { 'retry-after': new Date(now + 4000).toUTCString() }, { retryAfterMs: 4000 }],
    [
      'Infinity and NaN',
      { 'x-ratelimit-reset': 'Infinity', 'retry-after': 'NaN' },
      { resetMs: null, retryAfterMs: null },
    ],
  ])('survives %s', (_, headers, expected) => {
    expect(read(headers)).toMatchObject(expected)
  })
})
