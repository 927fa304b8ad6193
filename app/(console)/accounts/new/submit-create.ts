import { problemOf } from '@/components/states/problem-of'
import type { CreateAccountInput } from '@/lib/account-inputs'
import type { CommandView } from '@/lib/command'
import type { Problem } from '@/lib/errors'
import { z } from '@/lib/zod'
import type { Outcome } from '../../_shell/run-action'

const createdAccount = z.object({
  accountId: z.string(),
  name: z.string(),
  email: z.string(),
  hasPassword: z.boolean(),
  rollupBilling: z.boolean(),
  customPricing: z.boolean(),
})
export type CreatedAccount = z.infer<typeof createdAccount>

/** Null if a person settled that it was created. Its id is then unknown here. */
export function readCreated(result: Record<string, unknown> | null): CreatedAccount | null {
  return createdAccount.safeParse(result).data ?? null
}

type CreateOutcome =
  | { kind: 'created'; account: CreatedAccount | null }
  /** Sent; the outcome is unknown. */
  | { kind: 'checking'; commandId: string }
  /** This form was sent before with other values. The outcome of that sending is shown. */
  | { kind: 'earlier' }
  /** `final`: this sending certainly failed, so the next one needs a new id. Otherwise the same id is sent again. */
  | { kind: 'failed'; problem: Problem; final: boolean }

export type CreateTools = {
  send: (input: CreateAccountInput) => Promise<Outcome<Record<string, unknown>>>
  /** Null if the console has no such command. Throws if the console cannot be reached. */
  lookUp: (id: string) => Promise<CommandView | null>
}

/**
 * Sends a new account once. The form's id is the command's id, so that after any failure the command can be looked up: a lost answer is
 * found again, and nothing is created twice.
 */
export async function submitCreate(input: CreateAccountInput, { send, lookUp }: CreateTools): Promise<CreateOutcome> {
  try {
    const outcome = await send(input)
    if (outcome.kind !== 'done') return { kind: 'checking', commandId: outcome.command.id }
    return { kind: 'created', account: readCreated(outcome.data) }
  } catch (error) {
    const problem = problemOf(error)
    const command = await lookUp(input.id).catch(() => null)
    if (!command) return { kind: 'failed', problem: resendable(problem), final: false }
    if (problem.code === 'conflict' && command.state !== 'failed') return { kind: 'earlier' }
    if (command.state === 'succeeded') return { kind: 'created', account: readCreated(command.result) }
    if (command.state === 'failed') return { kind: 'failed', problem: command.problem ?? problem, final: true }
    return { kind: 'checking', commandId: command.id }
  }
}

/** The usual hint is to look before repeating. This form is safe to send again. */
function resendable(problem: Problem): Problem {
  if (problem.code !== 'unavailable' && problem.code !== 'internal') return problem
  return {
    ...problem,
    hint: 'You can send it again. The console recognizes this form and creates one account at most.',
  }
}
