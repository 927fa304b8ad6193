import { expect, it } from 'vitest'
import { Deadline } from './deadline'

it("the deadline of a click's read starts with the call, and includes the wait for a turn", () => {
  const deadline = new Deadline('click', false, 1000, 0)
  expect(deadline.maxWaitMs(0)).toBe(1000)
  deadline.turnCame(0, 300)
  expect(deadline.leftMs(300)).toBe(700)
  expect(deadline.maxWaitMs(900)).toBe(100)
  expect(deadline.maxWaitMs(1200)).toBe(0)
})

it("the deadline of a click's write starts with the turn, and the wait for the turn is no longer", () => {
  const deadline = new Deadline('click', true, 1000, 0)
  expect(deadline.maxWaitMs(50)).toBe(1000)
  deadline.turnCame(50, 900)
  expect(deadline.leftMs(900)).toBe(1000)
})

it.each(['bulk', 'sync'] as const)('the deadline does not run while %s waits for a turn', lane => {
  const deadline = new Deadline(lane, false, 1000, 0)
  expect(deadline.maxWaitMs(0)).toBeNull()
  deadline.turnCame(0, 60_000)
  expect(deadline.leftMs(60_000)).toBe(1000)
  deadline.turnCame(60_400, 90_400)
  expect(deadline.leftMs(90_400)).toBe(600)
})
