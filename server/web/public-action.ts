import 'server-only'
import { z } from 'zod'
import { AppError } from '@/lib/errors'
import type { Result } from '@/lib/result'
import { invalidInput } from '../commands/define'
import type { Ctx } from '../context'
import { countPublic, type PublicLimit, tooMany } from '../operators/guessing'
import { notOurs } from '../platform/http/origin'
import { clientAddress, fromOurPages } from '../platform/http/request'
import { problemOf } from './action'
import { anonymousContext } from './auth'

/**
 * A write without a session: same origin → rate limit by address → input → run → a typed answer. The command itself
 * checks what gives the permission (a one-time link). Never throws.
 */
export function definePublicAction<S extends z.core.$ZodType, T>(
  schema: S,
  run: (ctx: Ctx, input: z.output<S>) => Promise<T>,
  limit: PublicLimit = 'link',
): (raw: z.input<S>) => Promise<Result<T>> {
  return async raw => {
    try {
      if (!(await fromOurPages())) throw new AppError(notOurs)
      const ctx = await anonymousContext()
      const seconds = await countPublic(ctx, limit, await clientAddress())
      if (seconds !== null) throw tooMany(seconds, 'Too many requests came from your network.')
      const input = z.safeParse(schema, raw)
      if (!input.success) throw invalidInput(input.error)
      return { ok: true, data: await run(ctx, input.data) }
    } catch (error) {
      return problemOf(error)
    }
  }
}
