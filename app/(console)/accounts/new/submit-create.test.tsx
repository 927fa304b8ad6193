import { describe, expect, it } from 'vitest'
import { ProblemError } from '@/app/fetch-json'
import type { CommandView } from '@/lib/command'
import type { ErrorCode } from '@/lib/errors'
import { submitCreate } from './submit-create'

const id = 'f3b0a9f4-3c3e-4a55-9d0c-3a1d3a1f7a10'
const input = { id, name: 'Acme', email: '', password: '', rollupBilling: true, customPricing: false, acknowledged: [] }
const account = {
  accountId: 'a1',
  name: 'Acme',
  email: 'a@example.test',
  hasPassword: false,
  rollupBilling: true,
  customPricing: false,
}
const problem = (code: ErrorCode) => new ProblemError({ code, message: `It is ${code}.` })
const command = (state: CommandView['state'], more: Partial<CommandView> = {}): CommandView => ({
  id,
  action: 'account.create',
  targetId: id,
  actorName: 'Ana',
  state,
  needsPerson: false,
  dueAt: null,
  problem: null,
  result: null,
  sentAt: '2026-11-21T10:00:00.000Z',
  ...more,
})
const fails = (code: ErrorCode) => () => Promise.reject(problem(code))

describe('sending a new account', () => {
  it('returns what was created', async () => {
    const outcome = await submitCreate(input, {
      send: async () => ({ kind: 'done', data: account }),
      lookUp: () => Promise.reject(new Error('not asked')),
    })
    expect(outcome).toEqual({ kind: 'created', account })
  })

  it('looks up an answer that was lost', async () => {
    const outcome = await submitCreate(input, {
      send: fails('unavailable'),
      lookUp: async () => command('succeeded', { result: account }),
    })
    expect(outcome).toEqual({ kind: 'created', account })
  })

  it.each(['in_flight', 'unknown'] as const)('keeps looking when the lost command is %s', async state => {
    const outcome = await submitCreate(input, { send: fails('unavailable'), lookUp: async () => command(state) })
    expect(outcome).toEqual({ kind: 'checking', commandId: id })
  })

  it('asks for a new id only after this sending certainly failed', async () => {
    const refused = { code: 'invalid', message: 'Telnyx refused this.' } as const
    const certain = await submitCreate(input, {
      send: fails('invalid'),
      lookUp: async () => command('failed', { problem: refused }),
    })
    expect(certain).toEqual({ kind: 'failed', problem: refused, final: true })
    const neverBegan = await submitCreate(input, { send: fails('invalid'), lookUp: async () => null })
    expect(neverBegan).toMatchObject({ kind: 'failed', final: false, problem: { code: 'invalid' } })
  })

  it('keeps the id when the console cannot be reached either', async () => {
    const outcome = await submitCreate(input, { send: fails('unavailable'), lookUp: fails('unavailable') })
    expect(outcome).toMatchObject({
      kind: 'failed',
      final: false,
      problem: { hint: expect.stringContaining('send it again') },
    })
  })

  it.each(['succeeded', 'unknown', 'in_flight'] as const)(
    'returns the earlier sending when changed values are sent with an id whose first sending is %s',
    async state => {
      const outcome = await submitCreate(
        { ...input, name: 'Other' },
        { send: fails('conflict'), lookUp: async () => command(state, { result: account }) },
      )
      expect(outcome).toEqual({ kind: 'earlier' })
    },
  )

  it('explains why an e-mail of a create in progress was refused, because this form was not sent', async () => {
    const outcome = await submitCreate(input, { send: fails('conflict'), lookUp: async () => null })
    expect(outcome).toMatchObject({ kind: 'failed', final: false, problem: { code: 'conflict' } })
  })
})
