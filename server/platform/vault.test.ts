import { describe, expect, it } from 'vitest'
import { createVault } from './vault'

const [former, present] = ['the secret of last year', 'the secret of this year']

describe('a sealed text', () => {
  it('can be opened only for its purpose and with its secret', () => {
    const vault = createVault(former)
    const sealed = vault.seal('totp 1', 'JBSWY3DP')
    expect(vault.open('totp 1', sealed)).toBe('JBSWY3DP')
    expect(vault.open('totp 2', sealed)).toBeNull()
    expect(
      vault.open('totp 1', `${sealed.slice(0, -3)}${sealed.at(-3) === 'A' ? 'B' : 'A'}${sealed.slice(-2)}`),
    ).toBeNull()
    expect(createVault(present).open('totp 1', sealed)).toBeNull()
  })

  it('names its key, so that a changed secret opens it with the former one and seals it again', () => {
    const sealed = createVault(former).seal('totp 1', 'JBSWY3DP')
    const changed = createVault(present, former)
    expect(changed.isCurrent(sealed)).toBe(false)
    expect(changed.open('totp 1', sealed)).toBe('JBSWY3DP')
    const anew = changed.seal('totp 1', 'JBSWY3DP')
    expect(changed.isCurrent(anew)).toBe(true)
    expect(createVault(present).open('totp 1', anew)).toBe('JBSWY3DP')
    expect(createVault(former).open('totp 1', anew)).toBeNull()
  })

  it('from before keys had ids can be opened', () => {
    const [, bare = ''] = createVault(former).seal('totp 1', 'JBSWY3DP').split('.')
    for (const vault of [createVault(former), createVault(present, former)]) {
      expect(vault.open('totp 1', bare)).toBe('JBSWY3DP')
      expect(vault.isCurrent(bare)).toBe(false)
    }
    expect(createVault(present).open('totp 1', bare)).toBeNull()
  })
})
