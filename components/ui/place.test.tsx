// @vitest-environment node
import { describe, expect, it } from 'vitest'
import { place } from './place'

const viewport = { width: 1000, height: 800 }
const at = (left: number, top: number) => ({ left, top, right: left + 100, bottom: top + 32, width: 100 })
const panel = { width: 300, height: 200 }

describe('place', () => {
  it('goes below its anchor, left edges together', () => {
    expect(place(at(100, 100), panel, viewport, {})).toMatchObject({ left: 100, top: 136 })
  })

  it('goes above when there is no room below', () => {
    expect(place(at(100, 700), panel, viewport, {})).toMatchObject({ top: 700 - 4 - 200 })
  })

  it('stays on the preferred side when neither side has room, and scrolls', () => {
    const high = { width: 300, height: 2000 }
    expect(place(at(100, 300), high, viewport, {})).toMatchObject({ top: 336, maxHeight: 800 - 332 - 4 - 8 })
    expect(place(at(100, 500), high, viewport, {})).toMatchObject({ top: 8, maxHeight: 500 - 4 - 8 })
  })

  it('never leaves the screen', () => {
    expect(place(at(900, 100), panel, viewport, {}).left).toBe(692)
    expect(place(at(0, 100), panel, viewport, { align: 'end' }).left).toBe(8)
    expect(place(at(20, 100), { width: 1200, height: 10 }, viewport, {}).left).toBe(8)
  })
})
