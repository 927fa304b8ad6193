import 'server-only'
import { eq } from 'drizzle-orm'
import type { z } from 'zod'
import { invalid } from '@/lib/errors'
import type { PasskeyRequest } from '@/lib/operator'
import { confirmInput, nothingInput } from '@/lib/operator-inputs'
import { recordEvent } from '../audit/record'
import { defineCommand } from '../commands/define'
import type { Ctx, OperatorActor } from '../context'
import { sessions } from '../platform/db/schema'
import { takeCode } from './factors'
import { countGuess, forgetGuesses, tooMany } from './guessing'
import { self } from './own'
import { askForPasskey, takePasskey } from './passkeys'
import { verifyPassword } from './passwords'
import type { OperatorRecord } from './sessions'

/** Confirms the operator's identity. Counted per session: attempts made elsewhere cannot lock the operator out. */
export const confirmIdentity = defineCommand({
  action: 'session.confirm',
  permission: 'security.own',
  input: confirmInput,
  run: async (ctx, input) => {
    const operator = await self(ctx)
    const key = `confirm:${ctx.vault.blind('guess', ctx.actor.sessionId)}`
    if (input.by !== 'passkey') {
      const seconds = await countGuess(ctx, [{ key, most: 10, minutes: 15 }])
      if (seconds !== null) throw tooMany(seconds, 'A passkey works without waiting.')
    }
    const right = await proves(ctx, operator, input)
    const entry = { action: 'session.confirm', detail: { by: input.by } } as const
    if (!right) {
      await recordEvent(ctx.db, ctx, { ...entry, outcome: 'denied' })
      throw wrong(input.by)
    }
    await forgetGuesses(ctx, { forget: [key] })
    await ctx.db.transaction(async tx => {
      await tx.update(sessions).set({ provenAt: ctx.now() }).where(eq(sessions.id, ctx.actor.sessionId))
      await recordEvent(tx, ctx, { ...entry, outcome: 'succeeded' })
    })
    return null
  },
})

async function proves(
  ctx: Ctx<OperatorActor>,
  operator: OperatorRecord,
  input: z.output<typeof confirmInput>,
): Promise<boolean> {
  if (input.by === 'password') return verifyPassword(operator.passwordHash, input.password)
  if (input.by === 'code') return (await takeCode(ctx, operator, input.code)) !== null
  return (await takePasskey(ctx, input, operator.id)) !== null
}

function wrong(by: 'password' | 'code' | 'passkey') {
  if (by === 'passkey') return invalid('This passkey was not accepted.')
  const sentence = by === 'password' ? 'This is not your password.' : 'This code is wrong or was already used.'
  return invalid(sentence, { [by]: sentence })
}

/** A challenge for the operator's own passkeys, to confirm their identity. */
export const startPasskeyConfirm = defineCommand({
  action: 'security.passkey_ask',
  permission: 'security.own',
  input: nothingInput,
  run: (ctx): Promise<PasskeyRequest> => askForPasskey(ctx, ctx.actor.id),
})
