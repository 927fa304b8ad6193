// @vitest-environment node
import { expect, it } from 'vitest'
import { shortenId } from './shorten-id'

it('keeps both ends of an id', () => {
  expect(shortenId('4f1d2c3b-77aa-4c1e-9d5e-0f1122334455')).toBe('4f1d2c3b…4455')
})

it('does not change an id that would hardly get shorter', () => {
  expect(shortenId('12345678901234')).toBe('12345678901234')
  expect(shortenId('123456789012345')).toBe('12345678…2345')
})
