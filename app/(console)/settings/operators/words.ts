import type { OperatorRow } from '@/lib/operator'
import { type Role, roleLabel, roles } from '@/lib/permissions'

/** What each role may do, in one line. */
const roleWords: Record<Role, string> = {
  owner: 'Can do everything, including operators and settings.',
  manager:
    'Creates and changes managed accounts, reveals keys and sees the whole audit. Cannot manage operators or settings.',
  support: 'Sees accounts without balances, disables and enables them, and writes notes.',
  finance:
    'Sees accounts with balances, reviews rollup billing, sets low credit thresholds, exports. Cannot change accounts.',
}

export const roleOptions = roles.map(value => ({ value, label: roleLabel[value], description: roleWords[value] }))

/** "Password, app, 2 passkeys": the ways in which an operator signs in. */
export function factorWords(operator: Pick<OperatorRow, 'hasPassword' | 'totp' | 'passkeys' | 'singleSignOn'>): string {
  const words = [
    operator.hasPassword && 'password',
    operator.totp && 'app',
    operator.passkeys === 1 && 'passkey',
    operator.passkeys > 1 && `${operator.passkeys} passkeys`,
    operator.singleSignOn && 'single sign-on',
  ].filter(word => word !== false)
  const text = words.join(', ')
  return text === '' ? 'None' : text.charAt(0).toUpperCase() + text.slice(1)
}

/** Whether the operator signs in with a password and no second factor. */
export function passwordAlone(operator: Pick<OperatorRow, 'hasPassword' | 'totp' | 'passkeys'>): boolean {
  return operator.hasPassword && !operator.totp && operator.passkeys === 0
}
