import 'server-only'
import { randomUUID } from 'node:crypto'
import { headers } from 'next/headers'
import { forbidden, redirect } from 'next/navigation'
import { AppError } from '@/lib/errors'
import { can, type Permission } from '@/lib/permissions'
import { currentOperator, noteActivity } from './auth'
import { services } from './boot'
import { authorize } from './command'
import type { Ctx, OperatorActor } from './context'

/** The context of a signed-in operator's request; null when nobody is signed in. */
export async function operatorContext(): Promise<Ctx<OperatorActor> | null> {
  const actor = await currentOperator()
  if (!actor) return null
  return { ...(await services()), actor, requestId: (await headers()).get('x-request-id') ?? randomUUID() }
}

/** For pages: sends strangers to sign in, answers 403 where the role does not allow it. */
export async function requirePermission(permission: Permission): Promise<Ctx<OperatorActor>> {
  const ctx = await operatorContext()
  const given = await headers()
  const path = given.get('x-console-path') ?? '/'
  if (!ctx) redirect(path === '/' ? '/sign-in' : `/sign-in?next=${encodeURIComponent(path)}`)
  if (!can(ctx.actor.role, permission)) {
    await authorize(ctx, permission, path.split('?')[0] ?? path).catch(error => {
      if (!(error instanceof AppError)) throw error
    })
    forbidden()
  }
  // A link that is only in sight is fetched ahead: nobody has clicked.
  if (!given.has('next-router-prefetch')) await noteActivity(ctx.actor)
  return ctx
}
