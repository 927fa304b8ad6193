import { describe, expect, it } from 'vitest'
import type { Connections } from '@/lib/accounts'
import { accountStatuses } from '@/lib/managed-account'
import { roles } from '@/lib/permissions'
import {
  callsFail,
  nextStep,
  type Part,
  type SentenceAccount,
  type StatusFacts,
  statusSentence,
} from './status-sentence'

const at = '2026-11-03T09:00:00.000Z'
const account: SentenceAccount = {
  id: 'a1',
  name: 'Acme',
  email: null,
  status: 'enabled',
  rollupBilling: false,
  customPricing: false,
  channelLimit: null,
  protectedReason: null,
  currency: null,
  disabledReason: null,
  disabledBy: null,
  disabledAt: null,
  reviewOn: null,
  missingSince: null,
  firstSeenAt: '2026-01-05T08:00:00.000Z',
  statusSource: 'sweep',
}
const none: NonNullable<StatusFacts> = { disabledOutside: null, disableTicket: null, connections: null }
const disabled: SentenceAccount = {
  ...account,
  status: 'disabled',
  disabledBy: 'Ana Ruiz',
  disabledAt: at,
  disabledReason: 'unpaid',
}

const textOf = (parts: readonly Part[]) =>
  parts.map(part => (typeof part === 'string' ? part : Object.values(part)[0])).join('')
const said = (about: Partial<SentenceAccount>, facts: StatusFacts = none) =>
  textOf(statusSentence({ ...account, ...about }, facts, null))

describe('the status in one sentence', () => {
  it.each<[string, Partial<SentenceAccount>, Partial<NonNullable<StatusFacts>>]>([
    [`Disabled by Ana Ruiz ${at}, reason: unpaid balance.`, disabled, {}],
    [
      `Disabled by Ana Ruiz ${at}, reason: unpaid balance, ticket ZD-48213, review on 2026-12-01.`,
      { ...disabled, reviewOn: '2026-12-01' },
      { disableTicket: 'ZD-48213' },
    ],
    [
      `Disabled by an unknown operator ${at}, no reason on record.`,
      { ...disabled, disabledBy: null, disabledReason: null },
      {},
    ],
    [
      `Disabled outside the console; no reason on record; first seen ${at} by the regular sync.`,
      { status: 'disabled' },
      { disabledOutside: { seenAt: at, trigger: 'interval' } },
    ],
    [
      `Disabled outside the console; no reason on record; first seen ${at} by a sync.`,
      { status: 'disabled' },
      { disabledOutside: { seenAt: at, trigger: null } },
    ],
    [
      'Disabled outside the console; no reason on record; already disabled when the console first saw it, 2026-01-05T08:00:00.000Z.',
      { status: 'disabled' },
      { disabledOutside: { seenAt: null, trigger: null } },
    ],
    // While another command is in progress, who disabled it is not looked up.
    ['Disabled; no reason on record.', { status: 'disabled' }, {}],
    ['Blocked by Telnyx. Only Telnyx support can unblock it.', { status: 'blocked' }, {}],
    ['Cancelled. It can no longer be changed.', { status: 'cancelled' }, {}],
    ['Status unknown: the account is in none of Telnyx’s status lists.', { status: 'unknown' }, {}],
    [
      'Status unknown: created here, and the next sync reads its status.',
      { status: 'unknown', statusSource: 'command' },
      {},
    ],
    ['Gone from Telnyx. Last known status: enabled.', { missingSince: at }, {}],
    ['Enabled', {}, {}],
  ])('%s', (words, about, facts) => {
    expect(said(about, { ...none, ...facts })).toBe(words)
  })

  it('of a row uses only the facts that a row has', () => {
    expect(textOf(statusSentence({ ...account, status: 'disabled' }, undefined, null))).toBe('Disabled')
    expect(textOf(statusSentence(disabled, undefined, null))).toContain('Disabled by Ana Ruiz')
  })

  it.each<[Connections, RegExp]>([
    [{ state: 'off', commandId: 'c', by: 'Mia', at }, /^Enabled by Mia .*Its connections stayed off/],
    [{ state: 'requested', by: 'Mia', at }, /^Enabled by Mia .*, with its connections\.$/],
    // Mia marked them. Who enabled the account is not claimed.
    [{ state: 'marked', by: 'Mia', at }, /^Enabled\. Mia marked its connections as enabled/],
    [{ state: 'unknown', at }, /^Enabled outside the console, first seen .*is unknown\.$/],
  ])('states about connections only what is known: %o', (connections, words) => {
    expect(said({}, { ...none, connections })).toMatch(words)
  })

  it('states no status while a command is changing it', () => {
    const during = (state: 'scheduled' | 'in_flight' | 'unknown', dueAt: string | null = null) =>
      textOf(statusSentence(account, none, { action: 'disable', state, id: 'c', dueAt }))
    expect(during('scheduled', at)).toBe('Disabling. Nothing has been changed yet.')
    expect(during('scheduled')).toBe('On hold: nothing has been done to disable this account.')
    expect(during('in_flight')).toBe('Disabling… Waiting for Telnyx’s answer.')
    const own = statusSentence(account, none, { action: 'disable', state: 'in_flight', id: null, dueAt: null })
    expect(textOf(own)).toBe('Disabling…')
    expect(during('unknown')).toBe('Not known yet: Telnyx has not answered whether it disabled this account.')
  })
})

describe('the next step', () => {
  const step = (about: Partial<SentenceAccount>, role: (typeof roles)[number], facts: StatusFacts = none) =>
    nextStep({ ...account, ...about }, facts, role)

  it('is a step that the role can take', () => {
    const outside: StatusFacts = { ...none, disabledOutside: { seenAt: at, trigger: null } }
    expect(step({ status: 'disabled' }, 'support', outside)).toContain('before you enable it')
    expect(step({ status: 'disabled' }, 'finance', outside)).toBeNull()
    expect(step({ status: 'cancelled' }, 'manager')).toContain('create a new account')
    expect(step({ status: 'cancelled' }, 'support')).toBeNull()
    expect(step({ status: 'unknown' }, 'support')).toContain('It may already be the status that you want')
    expect(step({ status: 'unknown' }, 'finance')).toBeNull()
  })

  it('explains why nothing can be done', () => {
    for (const role of roles) expect(step({ status: 'blocked' }, role)).toContain('ask Telnyx support')
    expect(step({ protectedReason: 'A hospital' }, 'support')).toContain('Only an owner or a manager can disable it')
    expect(step({ protectedReason: 'A hospital' }, 'manager')).toBeNull()
  })

  it('explains why calls fail', () => {
    expect(step({ channelLimit: 0 }, 'finance')).toContain('No outbound calls go through')
    const off: StatusFacts = { ...none, connections: { state: 'off', commandId: 'c', by: 'Mia', at } }
    expect(step({}, 'support', off)).toContain('enable them in Telnyx’s portal')
    expect(callsFail({ status: 'enabled' }, off)).toBe(true)
    expect(callsFail({ status: 'enabled' }, none)).toBe(false)
  })

  it('does not exist for an account that is gone from Telnyx', () => {
    for (const status of accountStatuses) expect(step({ status, missingSince: at }, 'owner')).toBeNull()
  })
})
