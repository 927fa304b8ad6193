import type { CreateAccountInput } from '@/lib/account-inputs'
import { proposeEmail, type SentCreate, type WantedAccount } from '@/lib/accounts'
import type { Problem } from '@/lib/errors'
import { type CreatedAccount, readCreated } from './submit-create'

/**
 * The password that was sent with the form. `shown`: typed in this tab and still known. `lost`: sent from another tab or before a
 * reload. `several`: the form was sent with more than one, and which of them Telnyx has is unknown.
 */
export type TypedPassword = { kind: 'none' } | { kind: 'shown'; text: string } | { kind: 'lost' } | { kind: 'several' }

export type Stage =
  | { kind: 'form' }
  /** Sent; the outcome is unknown. */
  | { kind: 'checking'; wanted: WantedAccount; password: TypedPassword }
  /** Certainly not created. Shown once, then the form returns. */
  | { kind: 'not_created'; wanted: WantedAccount; problem: Problem | null }
  /** `account` is null if a person settled that it was created. Its id is then unknown here. */
  | { kind: 'created'; account: CreatedAccount | null; wanted: WantedAccount; password: TypedPassword }

/** What a page opened for a form shows: the same as the tab that sent it, without the password that only that tab knows. */
export function stageOf(sent: SentCreate | null): Stage {
  if (!sent) return { kind: 'form' }
  const { command, wanted } = sent
  const password: TypedPassword = { kind: wanted.hasPassword ? 'lost' : 'none' }
  if (command.state === 'succeeded') {
    return { kind: 'created', account: readCreated(command.result), wanted, password }
  }
  if (command.state === 'failed') return { kind: 'not_created', wanted, problem: command.problem }
  return { kind: 'checking', wanted, password }
}

export function wantedOf(input: CreateAccountInput, operatorEmail: string): WantedAccount {
  const { name, email, rollupBilling, customPricing, password } = input
  return {
    name,
    email: email || proposeEmail(name, operatorEmail),
    rollupBilling,
    customPricing,
    hasPassword: password !== '',
  }
}

/** @param earlier the passwords that this form was sent with before and not refused */
export function passwordOf(typed: string, earlier: readonly string[]): TypedPassword {
  if (earlier.some(one => one !== typed)) return { kind: 'several' }
  return typed === '' ? { kind: 'none' } : { kind: 'shown', text: typed }
}
