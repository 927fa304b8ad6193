// @vitest-environment node
import { describe, expect, it } from 'vitest'
import { pageRange } from './page-range'

describe('pageRange', () => {
  it.each([
    [1, 50, 934, '1–50 of 934', 19],
    [19, 50, 934, '901–934 of 934', 19],
    [1, 50, 50, '1–50 of 50', 1],
    [2, 50, 51, '51–51 of 51', 2],
    [3, 100, 12_345, '201–300 of 12,345', 124],
  ])('page %d of %d rows a page out of %d', (page, size, total, text, pageCount) => {
    expect(pageRange(page, size, total)).toMatchObject({ page, pageCount, text })
  })

  it('replaces a page beyond the end by the last one', () => {
    expect(pageRange(9, 50, 60)).toMatchObject({ page: 2, from: 51, to: 60 })
    expect(pageRange(0, 50, 60).page).toBe(1)
  })

  it('shows an empty list as one page', () => {
    expect(pageRange(1, 50, 0)).toEqual({ page: 1, pageCount: 1, from: 0, to: 0, text: '0' })
  })
})
