import 'server-only'
import { headers } from 'next/headers'
import { forbidden, redirect } from 'next/navigation'
import { AppError, databaseDownDigest } from '@/lib/errors'
import { can, type Permission } from '@/lib/permissions'
import type { SessionState } from '@/lib/session'
import { authorize } from '../commands/define'
import { isFresh } from '../commands/fresh'
import type { Ctx, OperatorActor } from '../context'
import { endOfSession } from '../operators/sessions'
import { databaseDownCause } from '../platform/db/down'
import { currentRequestId, noteOperator } from '../platform/http/context'
import { passedRequestGuard } from '../platform/http/request'
import { currentOperator, noteActivity, pendingOperator } from './auth'
import { services } from './services'

/** The context of a signed-in operator's request; null when nobody is signed in. */
export async function operatorContext(): Promise<Ctx<OperatorActor> | null> {
  const actor = await currentOperator()
  if (!actor) return null
  noteOperator(actor.id)
  return { ...(await services()), actor, requestId: currentRequestId() }
}

/**
 * For routes and actions: throws AppError when nobody is signed in, or a person other than the one whose tab asks.
 * Nothing was done then, so the same request may be sent again after signing in.
 * @param tabOf the operator of the tab, as the tab says; scripts send nothing
 */
export async function requireOperator(tabOf: unknown): Promise<Ctx<OperatorActor>> {
  const ctx = await operatorContext()
  const unauthenticated = (message: string, hint: string) => new AppError({ code: 'unauthenticated', message, hint })
  if (!ctx) throw unauthenticated('Your session has ended.', 'Sign in again.')
  if (typeof tabOf === 'string' && tabOf !== ctx.actor.id) {
    throw unauthenticated('This browser is now signed in as another person.', 'Reload the page.')
  }
  return ctx
}

/** What the tabs of this browser may know about its session. */
export async function sessionState(): Promise<SessionState> {
  const ctx = await operatorContext()
  if (!ctx) return { operator: null, factorPending: (await pendingOperator()) !== null, expiresAt: null, fresh: false }
  const { id, name, sessionId } = ctx.actor
  const end = await endOfSession(ctx, sessionId)
  return { operator: { id, name }, factorPending: false, expiresAt: end?.toISOString() ?? null, fresh: isFresh(ctx) }
}

/** For pages: redirects to the sign-in page, and answers 403 when the role lacks the permission. */
export async function requirePermission(permission: Permission): Promise<Ctx<OperatorActor>> {
  const given = await headers()
  const path = given.get('x-console-path') ?? '/'
  // In the first moments of a start no session is accepted: a reload of the same address works.
  if (!(await passedRequestGuard())) redirect(path as '/')
  const ctx = await operatorContext().catch(error => {
    throw databaseDownCause(error) === null ? error : Object.assign(error, { digest: databaseDownDigest })
  })
  // A longer address would not fit into another address once it is encoded.
  if (!ctx) redirect(path === '/' || path.length > 2_000 ? '/sign-in' : `/sign-in?next=${encodeURIComponent(path)}`)
  if (!can(ctx.actor.role, permission)) {
    await authorize(ctx, permission, path.split('?')[0] ?? path).catch(error => {
      if (!(error instanceof AppError)) throw error
    })
    forbidden()
  }
  // Next prefetches a visible link that nobody has clicked.
  if (!given.has('next-router-prefetch')) await noteActivity(ctx.actor)
  return ctx
}
