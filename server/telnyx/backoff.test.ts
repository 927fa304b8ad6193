import { expect, it } from 'vitest'
import { Backoff } from './backoff'

it('the pause doubles with each refusal until an answer arrives, and parallel refusals count once', () => {
  const backoff = new Backoff()
  backoff.refused(0, 100)
  backoff.refused(50, 120)
  expect(backoff.isRepeated()).toBe(false)
  expect(backoff.exponentialMs()).toBe(1000)
  backoff.refused(120, 200)
  expect(backoff.isRepeated()).toBe(true)
  expect(backoff.exponentialMs()).toBe(2000)
  for (let at = 200; at < 210; at += 1) backoff.refused(at, at)
  expect(backoff.exponentialMs()).toBe(120_000)
  backoff.answered()
  backoff.refused(300, 400)
  expect(backoff.exponentialMs()).toBe(1000)
})

it('a pause is never shortened', () => {
  const backoff = new Backoff()
  expect(backoff.extend(5000)).toBe(5000)
  expect(backoff.extend(3000)).toBe(5000)
  expect([backoff.left(4000), backoff.left(6000)]).toEqual([1000, 0])
  expect([backoff.endsAt(4000), backoff.endsAt(5000)]).toEqual([5000, null])
})
