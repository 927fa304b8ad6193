import 'server-only'
import { z } from 'zod'
import type { CommandName } from '@/lib/audit'
import { AppError, confirmIdentity, diskFull, forbidden } from '@/lib/errors'
import { can, type Permission } from '@/lib/permissions'
import { recordEvent } from '../audit/record'
import type { Ctx, OperatorActor } from '../context'
import { isFresh } from './fresh'

/** The work continues after the answer: the screen polls the command by its id. */
export class Pending {
  constructor(readonly commandId: string) {}
}

export type Command<S extends z.core.$ZodType, T> = {
  action: CommandName
  permission: Permission
  input: S
  /** Requires a fresh identity: always, or for some inputs. */
  fresh?: true | ((ctx: Ctx<OperatorActor>, input: z.output<S>) => boolean | Promise<boolean>)
  /** For a command that is always `fresh`: inputs that need no proof. */
  freshUnless?: (ctx: Ctx<OperatorActor>) => Promise<boolean>
  /** Only keeps changes from being sent: allowed while the disk is nearly full. */
  onlyStops?: true
  /** Throws AppError for errors that a person can read; anything else is a bug. */
  run(ctx: Ctx<OperatorActor>, input: z.output<S>): Promise<T | Pending>
}

export function defineCommand<S extends z.core.$ZodType, T>(command: Command<S, T>): Command<S, T> {
  return command
}

/** The one permission check on the server. A refusal is recorded before it is answered. */
export async function authorize(ctx: Ctx<OperatorActor>, permission: Permission, where: string): Promise<void> {
  if (can(ctx.actor.role, permission)) return
  await recordEvent(ctx.db, ctx, {
    action: 'access.denied',
    target: { kind: 'page', id: where },
    detail: { permission },
    outcome: 'denied',
  })
  throw forbidden()
}

/** Refuses without a fresh identity, which the screen then asks for. @param why if the request does not show it */
export function requireFresh(ctx: Ctx<OperatorActor>, why = confirmIdentity): void {
  if (isFresh(ctx)) return
  throw new AppError({ code: 'confirm_identity', message: why, hint: 'Confirm your identity to continue.' })
}

/** Permission → fresh identity → parse → run. Every write of a person passes through here. */
export async function execute<S extends z.core.$ZodType, T>(
  command: Command<S, T>,
  ctx: Ctx<OperatorActor>,
  raw: unknown,
): Promise<T | Pending> {
  await authorize(ctx, command.permission, command.action)
  const { fresh, freshUnless } = command
  if (fresh === true && !(await freshUnless?.(ctx))) requireFresh(ctx)
  const parsed = z.safeParse(command.input, raw)
  if (!parsed.success) throw invalidInput(parsed.error)
  if (typeof fresh === 'function' && (await fresh(ctx, parsed.data))) requireFresh(ctx)
  // The rest of the disk is for the outcomes of calls that were made.
  if (!command.onlyStops && ctx.hasRoom?.() === false) throw new AppError(diskFull)
  return command.run(ctx, parsed.data)
}

/** Each problem next to its field; the first problem of a field counts. */
export function invalidInput(error: z.ZodError): AppError {
  const fields: Record<string, string> = {}
  for (const issue of error.issues) {
    const name = issue.path.join('.') || 'form'
    fields[name] ??= issue.message
  }
  return new AppError({ code: 'invalid', message: 'Some fields need correction.', fields })
}
