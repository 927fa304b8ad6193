import 'server-only'
import { unstable_rethrow } from 'next/navigation'
import type { z } from 'zod'
import { AppError, databaseDown, databaseFull, retryWords } from '@/lib/errors'
import type { Result } from '@/lib/result'
import { type Command, execute, Pending } from '../commands/define'
import { sqlState } from '../platform/db/client'
import { databaseDownCause } from '../platform/db/down'
import { env } from '../platform/env'
import { currentRequestId } from '../platform/http/context'
import { notOurs } from '../platform/http/origin'
import { fromOurPages, refuseWhileStarting } from '../platform/http/request'
import { noteActivity } from './auth'
import { services } from './services'
import { requireOperator } from './session'

/** The failure for people. The cause of an unexpected error goes to the log only. */
export async function problemOf(error: unknown): Promise<Extract<Result<never>, { ok: false }>> {
  if (error instanceof AppError) return { ok: false, problem: error.problem }
  const { log } = await services()
  log.error({ err: error }, 'unexpected failure')
  if (databaseDownCause(error) !== null) return { ok: false, problem: databaseDown }
  if (sqlState(error) === '53100') return { ok: false, problem: databaseFull }
  return {
    ok: false,
    problem: {
      code: 'internal',
      message: 'An unexpected error occurred in the console.',
      hint: retryWords(currentRequestId()),
    },
  }
}

/**
 * The only way to write: same origin → session → permission → input → run → a typed answer. Never throws.
 * `tabOf` is the operator whose tab sends the action: the input of one operator is never run as another.
 */
export function defineAction<S extends z.core.$ZodType, T>(
  command: Command<S, T>,
): (input: z.input<S>, tabOf?: string) => Promise<Result<T>> {
  return async (input, tabOf) => {
    try {
      await refuseWhileStarting()
      if (!(await fromOurPages())) {
        throw new AppError({ ...notOurs, hint: `Open the console at ${env().APP_URL} and try again.` })
      }
      const ctx = await requireOperator(tabOf)
      await noteActivity(ctx.actor)
      const data = await execute(command, ctx, input)
      return data instanceof Pending ? { ok: 'pending', commandId: data.commandId } : { ok: true, data }
    } catch (error) {
      unstable_rethrow(error)
      return problemOf(error)
    }
  }
}
