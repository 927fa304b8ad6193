import 'server-only'
import { freshMinutes } from '@/lib/operator'
import type { Ctx, OperatorActor } from '../context'

/** Whether the operator has confirmed their identity in this session within the last minutes. */
export function isFresh(ctx: Ctx<OperatorActor>): boolean {
  return ctx.now().getTime() - ctx.actor.provenAt.getTime() < freshMinutes * 60_000
}
