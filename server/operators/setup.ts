import 'server-only'
import { randomBytes, randomUUID } from 'node:crypto'
import { and, eq, gt, isNull, lte, sql } from 'drizzle-orm'
import { AppError } from '@/lib/errors'
import { demoPassword } from '@/lib/operator'
import type { FirstOwnerInput } from '@/lib/operator-inputs'
import { roleLabel, roles } from '@/lib/permissions'
import type { Ctx, Services } from '../context'
import { operators, setupTokens } from '../platform/db/schema'
import { hashOfToken } from './links'
import { checkNewPassword, hashPassword } from './passwords'
import { recordDone } from './record-done'

async function hasOperators({ db }: Pick<Services, 'db'>): Promise<boolean> {
  return (await db.$count(operators)) > 0
}

const validHours = 24

/** Tokens made before this instant have expired. */
const oldest = (services: Pick<Services, 'now'>) => new Date(services.now().getTime() - validHours * 3_600_000)

const open = (services: Services, token: string) =>
  and(eq(setupTokens.hash, hashOfToken(token)), isNull(setupTokens.usedAt), gt(setupTokens.createdAt, oldest(services)))

/** A new one-time token while the console has no operator, else null. Other instances' tokens stay valid. */
export async function issueSetupToken(services: Services): Promise<string | null> {
  if (await hasOperators(services)) return null
  const token = randomBytes(24).toString('base64url')
  await services.db.transaction(async tx => {
    await tx.delete(setupTokens).where(and(isNull(setupTokens.usedAt), lte(setupTokens.createdAt, oldest(services))))
    await tx.insert(setupTokens).values({ hash: hashOfToken(token), createdAt: services.now() })
  })
  return token
}

export async function isSetupToken(services: Services, token: string): Promise<boolean> {
  const rows = await services.db.select({ hash: setupTokens.hash }).from(setupTokens).where(open(services, token))
  return rows.length > 0
}

function gone(): AppError {
  return new AppError({
    code: 'forbidden',
    message: 'This set-up link is no longer valid.',
    hint: 'It works once, for one day. If the console is not set up yet, restart it: the start prints a new link in the terminal.',
  })
}

/** Makes the first owner. Of parallel uses, exactly one succeeds. */
export async function createFirstOwner(ctx: Ctx, input: FirstOwnerInput): Promise<null> {
  // A wrong link is refused before the password is hashed.
  if (!(await isSetupToken(ctx, input.token))) throw gone()
  await checkNewPassword(input.password, { known: [input.name, input.email], hasFactor: false })
  const passwordHash = await hashPassword(input.password)
  const id = randomUUID()
  await ctx.db.transaction(async tx => {
    const used = await tx
      .update(setupTokens)
      .set({ usedAt: ctx.now() })
      .where(and(open(ctx, input.token), sql`not exists (select 1 from ${operators})`))
      .returning({ hash: setupTokens.hash })
    if (used.length === 0) throw gone()
    await tx
      .insert(operators)
      .values({ id, name: input.name, email: input.email, role: 'owner', passwordHash, createdAt: ctx.now() })
    await recordDone(tx, ctx, 'operator.first_owner', { id, name: input.name })
  })
  return null
}

/** One operator per role, only in a demo's database. */
export async function createDemoOperators(services: Services): Promise<void> {
  if (services.settings.mode !== 'demo' || (await hasOperators(services))) return
  const passwordHash = await hashPassword(demoPassword)
  const names = { owner: 'Olivia Okafor', manager: 'Marco Lindqvist', support: 'Sam Ferreira', finance: 'Fatima Noor' }
  await services.db.insert(operators).values(
    roles.map(role => ({
      id: randomUUID(),
      name: names[role] ?? roleLabel[role],
      email: `${role}@demo.test`,
      role,
      passwordHash,
      demo: true,
      createdAt: services.now(),
    })),
  )
}
