import { expect, it, vi } from 'vitest'
import { TelnyxError } from './error'

it('an error is recognized across the copies of this module that a bundler makes', async () => {
  vi.resetModules()
  const copy = await import('./error')
  expect(copy.TelnyxError).not.toBe(TelnyxError)
  const thrown: unknown = new copy.TelnyxError('accounts.disable', { kind: 'invalid', certainty: 'no', status: 422 })
  expect(thrown instanceof TelnyxError).toBe(true)
  expect(new Error('TelnyxError') instanceof TelnyxError).toBe(false)
})
