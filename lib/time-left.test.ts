import { describe, expect, it } from 'vitest'
import { paceOf, timeLeftWords } from './time-left'

const now = 1_000_000_000
/** Results that came every so many seconds, the newest `since` seconds ago. */
const every = (seconds: number, count: number, since = 0) =>
  Array.from({ length: count }, (_, index) => now - (since + index * seconds) * 1_000)

describe('the pace of a job', () => {
  it('is a range around the rate of the latest results', () => {
    const pace = paceOf(every(1, 40), 240, now)
    expect(pace?.perMinute).toBe(60)
    expect(pace?.left?.from).toBeGreaterThan(200)
    expect(pace?.left?.from).toBeLessThan(240)
    expect(pace?.left?.to).toBeGreaterThan(240)
    expect(pace?.left?.to).toBeLessThan(280)
  })

  it('is less exact with fewer results', () => {
    const [few, many] = [paceOf(every(1, 6), 100, now), paceOf(every(1, 60), 100, now)]
    const width = (pace: typeof few) => (pace?.left ? pace.left.to - pace.left.from : 0)
    expect(width(few)).toBeGreaterThan(2 * width(many))
  })

  it('covers both rates when the job has become slower', () => {
    const slower = [...every(4, 10), ...every(1, 50, 40)]
    const left = paceOf(slower, 100, now)?.left
    expect(left?.from).toBeLessThan(200)
    expect(left?.to).toBeGreaterThan(300)
  })

  it.each([
    ['nothing has ended', [], 10],
    ['too little has ended', every(1, 4), 10],
    ['nothing has ended for a while', every(1, 40, 20), 10],
    ['it has just been resumed after a pause', [...every(1, 3), ...every(1, 40, 120)], 10],
  ])('is unknown when %s', (_name, ends, waiting) => {
    expect(paceOf(ends, waiting, now)).toBeNull()
  })

  it('gives no remaining time when only calls in flight are left', () => {
    expect(paceOf(every(1, 40), 0, now)).toEqual({ perMinute: 60, left: null })
  })

  it('ignores the pause of a resumed job', () => {
    const resumed = [...every(1, 10), ...every(1, 40, 120)]
    expect(paceOf(resumed, 60, now)?.perMinute).toBe(60)
  })

  it('is the same in whatever order the results arrive', () => {
    const ends = every(2, 30)
    expect(paceOf([...ends].reverse(), 50, now)).toEqual(paceOf(ends, 50, now))
  })
})

describe('the time left in words', () => {
  it.each([
    [1, 4, 'less than 10 s'],
    [8, 22, '10–20 s'],
    [29, 32, 'about 30 s'],
    [45, 130, '45 s – 2 min'],
    [119, 250, '2–4 min'],
    [170, 190, 'about 3 min'],
    [1_100, 1_900, '20–30 min'],
    [3_000, 9_000, '50 min – 2.5 h'],
    [7_200, 12_600, '2–3.5 h'],
  ])('%i to %i s: %s', (from, to, words) => {
    expect(timeLeftWords({ from, to })).toBe(words)
  })
})
