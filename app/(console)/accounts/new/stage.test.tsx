import { describe, expect, it } from 'vitest'
import type { SentCreate } from '@/lib/accounts'
import type { CommandView } from '@/lib/command'
import { passwordOf, stageOf, wantedOf } from './stage'

const wanted = { name: 'Acme', email: 'a@example.test', rollupBilling: true, customPricing: false, hasPassword: true }
const sent = (state: CommandView['state'], more: Partial<CommandView> = {}): SentCreate => ({
  wanted,
  command: {
    id: 'f3b0a9f4-3c3e-4a55-9d0c-3a1d3a1f7a10',
    action: 'account.create',
    targetId: 'f3b0a9f4-3c3e-4a55-9d0c-3a1d3a1f7a10',
    actorName: 'Ana',
    state,
    needsPerson: false,
    problem: null,
    result: null,
    sentAt: '2026-11-21T10:00:00.000Z',
    dueAt: null,
    ...more,
  },
})

describe('what a page opened for a form shows', () => {
  it('an empty form when nothing was sent', () => {
    expect(stageOf(null)).toEqual({ kind: 'form' })
  })

  it.each(['in_flight', 'unknown'] as const)('that the outcome is being checked while the command is %s', state => {
    expect(stageOf(sent(state))).toEqual({ kind: 'checking', wanted, password: { kind: 'lost' } })
    expect(stageOf(sent(state, { needsPerson: true }))).toMatchObject({ kind: 'checking' })
  })

  it('the created account, never its password', () => {
    const account = { ...wanted, accountId: 'a1' }
    expect(stageOf(sent('succeeded', { result: account }))).toEqual({
      kind: 'created',
      account,
      wanted,
      password: { kind: 'lost' },
    })
    // A person said that it was created, and nobody told the console which account it is.
    expect(stageOf(sent('succeeded'))).toMatchObject({ kind: 'created', account: null, wanted })
  })

  it('why the account was not created', () => {
    const problem = { code: 'invalid', message: 'Telnyx refused this.' } as const
    expect(stageOf(sent('failed', { problem }))).toEqual({ kind: 'not_created', wanted, problem })
  })
})

describe('the password of a form', () => {
  it('is shown in the tab that sent it', () => {
    expect(passwordOf('secret of a test', [])).toEqual({ kind: 'shown', text: 'secret of a test' })
    expect(passwordOf('secret of a test', ['secret of a test'])).toMatchObject({ kind: 'shown' })
    expect(passwordOf('', [])).toEqual({ kind: 'none' })
  })

  it('is not shown when the form was sent with two passwords, because only one of them counts', () => {
    expect(passwordOf('the second one', ['the first one'])).toEqual({ kind: 'several' })
    expect(passwordOf('', ['the first one'])).toEqual({ kind: 'several' })
  })

  it('is not part of the stored form', () => {
    const input = { id: '1', name: 'Acme', email: '', password: 'secret of a test', rollupBilling: true }
    const kept = wantedOf({ ...input, customPricing: false, acknowledged: [] }, 'ana@example.test')
    expect(kept).toEqual({ ...wanted, email: 'ana+acme@example.test' })
    expect(JSON.stringify(kept)).not.toContain('secret')
  })
})
