import 'server-only'
import { freshMinutes } from '@/lib/operator'
import type { Ctx, OperatorActor } from '../context'

/**
 * Whether the operator has confirmed their identity in this session within the last minutes. A proof from a time to come
 * was made before the clock was set back: it must not last longer for that.
 */
export function isFresh(ctx: Ctx<OperatorActor>): boolean {
  return Math.abs(ctx.now().getTime() - ctx.actor.provenAt.getTime()) < freshMinutes * 60_000
}
