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
 * A GET route: not for other sites → session → permission → parse → query → JSON. `parse` gets the address and the
 * route's parameters and throws AppError for what it cannot read; a query may return a Response itself (downloads).
 */
export function defineRoute<I, T>(
  permission: Permission,
  parse: (from: { request: Request; params: Record<string, string> }) => I | Promise<I>,
  query: (ctx: Ctx<OperatorActor>, input: I) => Promise<T>,
) {
  return async (request: Request, context: { params: Promise<Record<string, string>> }): Promise<Response> => {
    // Next answers HEAD with the GET handler; a download would leave an intent that nothing completes.
    if (request.method === 'HEAD') return new Response(null, { status: 405, headers: { ...headers, allow: 'GET' } })
    try {
      const foreign = foreignRead(name => request.headers.get(name), new URL(request.url).pathname)
      if (foreign) throw new AppError(foreign)
      await refuseWhileStarting()
      const ctx = await requireOperator(request.headers.get('x-console-operator'))
      // Screens poll all day; only requests of a screen that was used since the last one carry this header.
      if (request.headers.get('x-console-active') === '1') await noteActivity(ctx.actor)
      await authorize(ctx, permission, new URL(request.url).pathname)
      const answer = await query(ctx, await parse({ request, params: await context.params }))
      return answer instanceof Response ? answer : Response.json(answer, { headers })
    } catch (error) {
      unstable_rethrow(error)
      const { problem } = await problemOf(error)
      return Response.json({ problem }, { status: errorStatus[problem.code], headers })
    }
  }
}
