import { randomUUID } from 'node:crypto'
import { hash } from '@node-rs/argon2'
import { eq } from 'drizzle-orm'
import { generateSync } from 'otplib'
import type { Role } from '@/lib/permissions'
import { actorOf } from '@/server/commands/acting'
import type { Ctx, OperatorActor } from '@/server/context'
import { findSession } from '@/server/operators/sessions'
import { type SignIn, type SignInFrom, signInByCode, signInByPassword } from '@/server/operators/sign-in'
import { operators } from '@/server/platform/db/schema'
import type { TestConsole } from './context'

export const rightPassword = 'correct horse battery staple'

/** Cheap to verify, unlike the product's hashes: most tests are not about that. */
const hashed = hash(rightPassword, { memoryCost: 1_024, timeCost: 1, parallelism: 1 })

/** An operator who can sign in with `rightPassword`. */
export async function addOperator(
  console_: TestConsole,
  role: Role,
  more: Partial<typeof operators.$inferInsert> = {},
): Promise<{ id: string; email: string }> {
  const id = randomUUID()
  const email = `${role}-${id.slice(0, 8)}@reseller.example`
  const row = {
    id,
    name: `Test ${role}`,
    email,
    role,
    passwordHash: await hashed,
    createdAt: console_.clock.now,
    ...more,
  }
  await console_.services.db.insert(operators).values(row)
  return { id, email: row.email }
}

export const stranger = (console_: TestConsole): Ctx => ({
  ...console_.services,
  actor: { kind: 'anonymous' },
  requestId: randomUUID(),
})

export const from = (more: Partial<SignInFrom> = {}): SignInFrom => ({
  userAgent: 'Browser',
  address: '192.0.2.1',
  device: null,
  tabOf: null,
  ...more,
})

/** Signs in by password and returns the context of that session; throws when the sign-in failed. */
export async function enter(
  console_: TestConsole,
  email: string,
  password = rightPassword,
): Promise<Ctx<OperatorActor>> {
  return inSession(console_, await signInByPassword(stranger(console_), { email, password }, from()))
}

export async function enterByCode(
  console_: TestConsole,
  first: SignIn,
  code: string,
  more: Partial<SignInFrom> = {},
): Promise<SignIn> {
  if (first.kind !== 'open') throw new Error(`not even pending: ${first.kind}`)
  return signInByCode(stranger(console_), first.sessionId, { code }, from(more))
}

export async function inSession(console_: TestConsole, answer: SignIn): Promise<Ctx<OperatorActor>> {
  if (answer.kind !== 'open') throw new Error(`not signed in: ${answer.kind}`)
  const actor = await findSession(console_.services, answer.sessionId)
  if (!actor) throw new Error('no such session')
  return { ...console_.services, actor, requestId: randomUUID() }
}

/** The same session, as the next request finds it. */
export async function again(ctx: Ctx<OperatorActor>): Promise<Ctx<OperatorActor> | null> {
  const actor = await findSession(ctx, ctx.actor.sessionId)
  return actor && { ...ctx, actor }
}

/** Acts as an operator without a session. */
export async function actingFor(console_: TestConsole, id: string): Promise<Ctx<OperatorActor>> {
  const [row] = await console_.services.db.select().from(operators).where(eq(operators.id, id))
  if (!row) throw new Error('no such operator')
  return { ...console_.services, actor: actorOf(row, randomUUID(), console_.clock.now), requestId: randomUUID() }
}

/** The code that an authenticator app would show at the console's time. */
export const codeOf = (console_: TestConsole, secret: string) =>
  generateSync({ secret, epoch: Math.floor(console_.clock.now.getTime() / 1_000) })
