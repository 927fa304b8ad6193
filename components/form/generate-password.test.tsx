// @vitest-environment node
import { expect, it } from 'vitest'
import { generatePassword } from './generate-password'

it('a generated password has every kind of character and the requested length, and differs each time', () => {
  const made = Array.from({ length: 200 }, () => generatePassword(16))
  for (const password of made) {
    expect(password).toHaveLength(16)
    expect(password).toMatch(/[a-z]/)
    expect(password).toMatch(/[A-Z]/)
    expect(password).toMatch(/[0-9]/)
    expect(password).toMatch(/[^a-zA-Z0-9]/)
    expect(password).not.toMatch(/[lIO01]/)
  }
  expect(new Set(made).size).toBe(made.length)
})
