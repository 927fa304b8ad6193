// @vitest-environment node
import { encode } from 'uqr'
import { expect, it } from 'vitest'
import { pathOf } from './qr-code'

/** Paints a path of rectangles, as a browser would. */
function painted(path: string, size: number): boolean[][] {
  const rows = Array.from({ length: size }, () => Array.from({ length: size }, () => false))
  for (const [, x, y, width] of path.matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/g)) {
    const row = rows[Number(y)]
    if (row) row.fill(true, Number(x), Number(x) + Number(width))
  }
  return rows
}

it('draws exactly the dark modules of the code', () => {
  const { data, size } = encode('otpauth://totp/Reseller%20Console:ana%40example.com?secret=JBSWY3DPEHPK3PXP', {
    ecc: 'M',
  })
  expect(painted(pathOf(data), size)).toEqual(data)
  expect(
    pathOf([
      [true, true],
      [false, true],
    ]),
  ).toBe('M0 0h2v1h-2zM1 1h1v1h-1z')
})
