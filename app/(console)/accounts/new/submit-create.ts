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

/** Null when a person said that it was created: then nobody here knows which account it is. */
export function readCreated(result: Record<string, unknown> | null): CreatedAccount | null {
  return createdAccount.safeParse(result).data ?? null
}

type CreateOutcome =
  | { kind: 'created'; account: CreatedAccount | null }
  /** Sent, and nobody knows yet. */
  | { kind: 'checking'; commandId: string }
  /** This form was sent before, with other values: what became of those is what there is to see. */
  | { kind: 'earlier' }
  /** `final`: this sending failed for certain, so the next one needs an id of its own. Otherwise the same id is sent again. */
  | { kind: 'failed'; problem: Problem; final: boolean }

export type CreateTools = {
  send: (input: CreateAccountInput) => Promise<Outcome<Record<string, unknown>>>
  /** Null when the console knows no such command. Throws when it cannot be asked. */
  lookUp: (id: string) => Promise<CommandView | null>
}

/**
 * Sends a new account once. The form's id is the command's id, so after any failure the console is asked what it knows of it: an
 * answer that was lost on the way is found again, and nothing is created twice.
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

/** Elsewhere people are told to look before they repeat; this form can be sent again. */
function resendable(problem: Problem): Problem {
  if (problem.code !== 'unavailable' && problem.code !== 'internal') return problem
  return { ...problem, hint: 'You can send it again: the console knows this form and creates one account at most.' }
}
