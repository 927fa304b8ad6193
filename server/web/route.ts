import 'server-only'
import { unstable_rethrow } from 'next/navigation'
import { AppError, errorStatus } from '@/lib/errors'
import type { Permission } from '@/lib/permissions'
import { authorize } from '../commands/define'
import type { Ctx, OperatorActor } from '../context'
import { foreignRead } from '../platform/http/origin'
import { refuseWhileStarting } from '../platform/http/request'
import { problemOf } from './action'
import { noteActivity } from './auth'
import { requireOperator } from './session'

const headers = { 'cache-control': 'private, no-store' }

/**
 * A GET route: not for other sites → session → permission → parse → query → JSON. `parse` gets the search of the
 * address, the route's parameters and a signal for when the browser stops reading. It throws AppError for what it
 * cannot read. A query may return a Response itself (downloads).
 */
export function defineRoute<I, T>(
  permission: Permission,
  parse: (from: { search: URLSearchParams; params: Record<string, string>; signal: AbortSignal }) => I | Promise<I>,
  query: (ctx: Ctx<OperatorActor>, input: I) => Promise<T>,
) {
  return async (request: Request, context: { params: Promise<Record<string, string>> }): Promise<Response> => {
    // Next answers HEAD with the GET handler; a download would leave an intent that nothing completes.
    if (request.method === 'HEAD') return new Response(null, { status: 405, headers: { ...headers, allow: 'GET' } })
    const { pathname, searchParams: search } = new URL(request.url)
    try {
      const foreign = foreignRead(name => request.headers.get(name), pathname)
      if (foreign) throw new AppError(foreign)
      await refuseWhileStarting()
      const ctx = await requireOperator(request.headers.get('x-console-operator'))
      // Screens poll all day; only requests of a screen that was used since the last one carry this header.
      if (request.headers.get('x-console-active') === '1') await noteActivity(ctx.actor)
      await authorize(ctx, permission, pathname)
      const params = await context.params
      const answer = await query(ctx, await parse({ search, params, signal: request.signal }))
      return answer instanceof Response ? answer : Response.json(answer, { headers })
    } catch (error) {
      unstable_rethrow(error)
      const { problem } = await problemOf(error)
      return Response.json({ problem }, { status: errorStatus[problem.code], headers })
    }
  }
}
