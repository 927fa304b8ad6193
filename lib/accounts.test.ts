import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { channelLimitInput, createAccountInput, disableAccountInput } from './account-inputs'
import { allowedSwitch, proposeEmail } from './accounts'
import { accountStatuses } from './managed-account'

describe('a proposed e-mail', () => {
  it.each([
    ['Acme GmbH', 'ana+acme-gmbh@reseller.test'],
    ['Käse & Söhne', 'ana+kase-sohne@reseller.test'],
    ['Straße Østergård', 'ana+strasse-ostergard@reseller.test'],
    ['  --  Bob’s  Phones ', 'ana+bob-s-phones@reseller.test'],
    ['An extraordinarily long name of a business', 'ana+an-extraordinarily-long-name-o@reseller.test'],
  ])('of %j is %s', (name, email) => {
    expect(proposeEmail(name, 'ana@reseller.test')).toBe(email)
  })

  it('is different for names without Latin letters', () => {
    const proposed = ['株式会社サンプル', '東京通信', 'شركة الاتصالات', '123'].map(name =>
      proposeEmail(name, 'ana@reseller.test'),
    )
    expect(new Set(proposed).size).toBe(4)
    for (const email of proposed) expect(email).toMatch(/^ana\+account-[0-9a-z]{4}@reseller\.test$/)
  })

  it('is valid in the form', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 255, unit: 'grapheme' }), name => {
        const email = proposeEmail(name, 'ana.silva@reseller.test')
        expect(createAccountInput.shape.email.safeParse(email).success).toBe(true)
      }),
    )
  })
})

describe('inputs', () => {
  const id = 'f3b0a9f4-3c3e-4a55-9d0c-3a1d3a1f7a10'
  const disable = { accountId: id, reason: 'unpaid', note: '', ticket: '', reviewOn: '', emergencyConfirmed: true }

  it('allow disabling only with the confirmation, and "other reason" only with a text', () => {
    expect(disableAccountInput.safeParse(disable).success).toBe(true)
    expect(disableAccountInput.safeParse({ ...disable, emergencyConfirmed: false }).success).toBe(false)
    expect(disableAccountInput.safeParse({ ...disable, reason: 'other' }).success).toBe(false)
    expect(disableAccountInput.safeParse({ ...disable, reason: 'other', note: 'Moved away' }).success).toBe(true)
  })

  it('allow 0 channels only with the confirmation', () => {
    const limit = { accountId: id, limit: 0, reason: '', emergencyConfirmed: false }
    expect(channelLimitInput.safeParse(limit).success).toBe(false)
    expect(channelLimitInput.safeParse({ ...limit, emergencyConfirmed: true }).success).toBe(true)
    expect(channelLimitInput.safeParse({ ...limit, limit: 1 }).success).toBe(true)
  })
})

describe('what a status allows', () => {
  it('is one change, both with a warning, or none with an explanation', () => {
    const table = accountStatuses.map(status => {
      const { disable, enable, why } = allowedSwitch(status)
      return [status, disable, enable, why !== null]
    })
    expect(table).toEqual([
      ['enabled', true, false, false],
      ['disabled', false, true, false],
      ['blocked', false, false, true],
      ['cancelled', false, false, true],
      ['unknown', true, true, true],
    ])
  })
})
