import 'server-only'
import { freshMinutes } from '@/lib/operator'
import type { Ctx, OperatorActor } from '../context'

/**
 * Whether the operator has confirmed their identity in this session within the last minutes. A proof from the
 * future was made before the clock was set back, and must not last longer because of that.
 */
export function isFresh(ctx: Ctx<OperatorActor>): boolean {
  return Math.abs(ctx.now().getTime() - ctx.actor.provenAt.getTime()) < freshMinutes * 60_000
}
