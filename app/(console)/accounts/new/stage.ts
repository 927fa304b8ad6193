import type { CreateAccountInput } from '@/lib/account-inputs'
import { proposeEmail, type SentCreate, type WantedAccount } from '@/lib/accounts'
import type { Problem } from '@/lib/errors'
import { type CreatedAccount, readCreated } from './submit-create'

/**
 * The password that was typed here and sent: `shown` as long as this tab stays. `lost` it was sent from another tab, or before a reload;
 * `several` this form was sent with more than one, and which of them counts nobody knows.
 */
export type TypedPassword = { kind: 'none' } | { kind: 'shown'; text: string } | { kind: 'lost' } | { kind: 'several' }

export type Stage =
  | { kind: 'form' }
  /** Sent; Telnyx has not said what became of it. */
  | { kind: 'checking'; wanted: WantedAccount; password: TypedPassword }
  /** Certainly not created; told once, then the form comes back. */
  | { kind: 'not_created'; wanted: WantedAccount; problem: Problem | null }
  /** `account` is null when a person said that it was created: then nobody here knows which one it is. */
  | { kind: 'created'; account: CreatedAccount | null; wanted: WantedAccount; password: TypedPassword }

/** What a page that is opened for a form shows: the same as the tab that sent it, without what only that one knows. */
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

/** @param earlier what this form was sent with before, without an answer that said no */
export function passwordOf(typed: string, earlier: readonly string[]): TypedPassword {
  if (earlier.some(one => one !== typed)) return { kind: 'several' }
  return typed === '' ? { kind: 'none' } : { kind: 'shown', text: typed }
}
