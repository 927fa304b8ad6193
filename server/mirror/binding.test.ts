import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Services } from '../context'
import { binding } from '../platform/db/schema'
import { createTelnyx } from '../telnyx/client'
import { type TestConsole, testConsole } from '../testing/context'
import { BindingError, bindDatabase, bindManager, checkManager } from './binding'

let console_: TestConsole

beforeAll(async () => {
  console_ = await testConsole({ sandbox: { accounts: 3 } })
})
afterAll(() => console_.close())
beforeEach(() => console_.database.db.delete(binding))

const withSettings = (settings: Partial<Services['settings']>): Services => ({
  ...console_.services,
  settings: { ...console_.services.settings, ...settings },
})
const real = () => withSettings({ mode: 'real', baseUrl: 'https://api.telnyx.com/v2' })
const demo = () => withSettings({ mode: 'demo', baseUrl: 'http://127.0.0.1:4010/v2' })

describe('binding', () => {
  it('refuses a demo database for a real console, and the reverse', async () => {
    await bindDatabase(demo())
    await expect(bindDatabase(real())).rejects.toThrow(/belongs to the demo/)
    await console_.database.db.delete(binding)
    await bindDatabase(real())
    await expect(bindDatabase(demo())).rejects.toThrow(/belongs to a real console/)
  })

  it('refuses another Telnyx address after accounts came from the first', async () => {
    await bindDatabase(real())
    const elsewhere = withSettings({ mode: 'real', baseUrl: 'https://api.eu.example/v2' })
    await bindDatabase(elsewhere)
    await bindManager(console_.services, 'manager-a')
    await expect(bindDatabase(real())).rejects.toThrow(BindingError)
    await bindDatabase(elsewhere)
  })

  it('accepts another port of a demo’s sandbox', async () => {
    await bindDatabase(demo())
    await bindManager(console_.services, 'manager-a')
    await bindDatabase(withSettings({ mode: 'demo', baseUrl: 'http://127.0.0.1:4999/v2' }))
  })

  it('refuses the key of another manager, whom Telnyx names at the start', async () => {
    await bindDatabase(demo())
    await bindManager(console_.services, 'manager-a')
    await expect(checkManager(console_.services)).rejects.toThrow(/manager-a/)
  })

  it('refuses a first start with a key that Telnyx refuses and names the setting; a later start reports it and continues', async () => {
    const stranger = {
      ...console_.services,
      telnyx: createTelnyx({ apiKey: 'KEY0-wrong', baseUrl: console_.sandbox.url }),
    }
    await bindDatabase(demo())
    await expect(checkManager(stranger)).rejects.toThrow(/does not accept the key in TELNYX_API_KEY/)
    await bindManager(console_.services, 'manager-a')
    console_.logged.length = 0
    await checkManager(stranger)
    expect(console_.logged.map(line => JSON.parse(line)).filter(line => line.level === 50)).toEqual([
      expect.objectContaining({ msg: expect.stringContaining('TELNYX_API_KEY') }),
    ])
  })

  it('accepts a start when Telnyx cannot tell whose key it is', async () => {
    await bindDatabase(demo())
    await bindManager(console_.services, 'manager-a')
    console_.sandbox.setFaults([
      { method: 'GET', path: '/v2/managed_accounts', times: 50, effect: { status: 500, when: 'before' } },
    ])
    await expect(checkManager(console_.services)).resolves.toBeUndefined()
    console_.sandbox.clearFaults()
  })
})
