import { expect, it } from 'vitest'
import { Deadline } from './deadline'

it("runs from the call for a click's read: waiting for a turn takes of it", () => {
  const deadline = new Deadline('click', false, 1000, 0)
  expect(deadline.maxWaitMs(0)).toBe(1000)
  deadline.turnCame(0, 300)
  expect(deadline.leftMs(300)).toBe(700)
  expect(deadline.maxWaitMs(900)).toBe(100)
  expect(deadline.maxWaitMs(1200)).toBe(0)
})

it("runs from the turn for a click's write, which waits for it no longer than that", () => {
  const deadline = new Deadline('click', true, 1000, 0)
  expect(deadline.maxWaitMs(50)).toBe(1000)
  deadline.turnCame(50, 900)
  expect(deadline.leftMs(900)).toBe(1000)
})

it.each(['bulk', 'sync'] as const)('stands still while %s waits for a turn', lane => {
  const deadline = new Deadline(lane, false, 1000, 0)
  expect(deadline.maxWaitMs(0)).toBeNull()
  deadline.turnCame(0, 60_000)
  expect(deadline.leftMs(60_000)).toBe(1000)
  deadline.turnCame(60_400, 90_400)
  expect(deadline.leftMs(90_400)).toBe(600)
})
