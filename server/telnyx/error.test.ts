import { expect, it, vi } from 'vitest'
import { readProblem, TelnyxError, toProblem } from './error'

it('an error is recognized across the copies of this module that a bundler makes', async () => {
  vi.resetModules()
  const copy = await import('./error')
  expect(copy.TelnyxError).not.toBe(TelnyxError)
  const thrown: unknown = new copy.TelnyxError('accounts.disable', { kind: 'invalid', certainty: 'no', status: 422 })
  expect(thrown instanceof TelnyxError).toBe(true)
  expect(new Error('TelnyxError') instanceof TelnyxError).toBe(false)
})

it('a read that was not sent does not say so: nobody sent a change', () => {
  const error = new TelnyxError('organization.users', { kind: 'circuit_open', certainty: 'no' })
  expect(toProblem(error).hint).toMatch(/^Nothing was sent/)
  expect(readProblem(error, { repeated: false }).hint).toBe('Try again in a minute.')
  expect(readProblem(error, { repeated: true }).hint).toBe('The console tries again automatically.')
})
