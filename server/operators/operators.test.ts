import { randomUUID } from 'node:crypto'
import { asc, eq, gt } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { AppError } from '@/lib/errors'
import { demoPassword } from '@/lib/operator'
import { sessionLimits } from '@/lib/session'
import { readHead } from '../audit/append'
import type { Ctx, Services } from '../context'
import { auditEvents, guesses, operatorDevices, operators, sessions, setupTokens } from '../platform/db/schema'
import { type TestConsole, testConsole } from '../testing/context'
import { hashPassword } from './passwords'
import { endSession, findSession } from './sessions'
import { createDemoOperators, createFirstOwner, isSetupToken, issueSetupToken } from './setup'
import { signInByPassword } from './sign-in'

let console_: TestConsole
let ctx: Ctx
let earlier = 0

/** Null where the sign-in failed. */
async function signIn(from: Ctx, credentials: unknown, userAgent: string | null) {
  const answer = await signInByPassword(from, credentials, {
    userAgent,
    address: '192.0.2.1',
    device: null,
    tabOf: null,
  })
  return answer.kind === 'open' ? answer : null
}

const password = 'correct horse battery staple'
const owner = { name: 'Ana', email: 'ana@reseller.example', password }

beforeAll(async () => {
  console_ = await testConsole({ sandbox: { accounts: 0 }, settings: { mode: 'real' } })
  ctx = { ...console_.services, actor: { kind: 'anonymous' }, requestId: 'test' }
})
afterAll(() => console_.close())
beforeEach(async () => {
  for (const table of [guesses, operatorDevices, sessions, setupTokens, operators])
    await console_.database.db.delete(table)
  earlier = (await readHead(console_.database.db))?.lastId ?? 0
})

async function addOperator(more: Partial<typeof operators.$inferInsert> = {}) {
  const id = randomUUID()
  await ctx.db.insert(operators).values({
    id,
    name: 'Sam',
    email: 'sam@reseller.example',
    role: 'support',
    passwordHash: await hashPassword(password),
    createdAt: ctx.now(),
    ...more,
  })
  return id
}

/** The entries of this case: the audit keeps those of earlier cases. */
const recorded = async () => {
  const rows = await ctx.db.select().from(auditEvents).where(gt(auditEvents.id, earlier)).orderBy(asc(auditEvents.id))
  return rows.map(row => `${row.action} ${row.outcome}`)
}

describe('first owner', () => {
  it('is created once, however many use the link at the same time', async () => {
    const token = await issueSetupToken(console_.services)
    if (!token) throw new Error('no token')
    const results = await Promise.allSettled(
      Array.from({ length: 20 }, (_, at) =>
        createFirstOwner(ctx, { ...owner, email: `owner${at}@reseller.example`, token }),
      ),
    )
    expect(results.filter(result => result.status === 'fulfilled')).toHaveLength(1)
    expect(await ctx.db.select().from(operators)).toHaveLength(1)
    expect(await recorded()).toEqual(['operator.first_owner succeeded'])
    expect(await isSetupToken(console_.services, token)).toBe(false)
  })

  it('can use the link of any started instance, for a day', async () => {
    const first = await issueSetupToken(console_.services)
    console_.clock.forward(23 * 3_600)
    const second = await issueSetupToken(console_.services)
    if (!first || !second) throw new Error('no token')
    for (const token of [first, second]) expect(await isSetupToken(console_.services, token)).toBe(true)
    console_.clock.forward(3_600)
    expect(await isSetupToken(console_.services, first)).toBe(false)
    await expect(createFirstOwner(ctx, { ...owner, token: first })).rejects.toThrow(AppError)
    await createFirstOwner(ctx, { ...owner, token: second })
    await expect(createFirstOwner(ctx, { ...owner, token: second })).rejects.toThrow(AppError)
  })

  it('is offered only to a console without operators', async () => {
    await addOperator()
    expect(await issueSetupToken(console_.services)).toBeNull()
  })

  it('leaves no token and no password in the database', async () => {
    const token = await issueSetupToken(console_.services)
    if (!token) throw new Error('no token')
    await createFirstOwner(ctx, { ...owner, token })
    const everything = JSON.stringify([
      await ctx.db.select().from(setupTokens),
      await ctx.db.select().from(operators),
      await ctx.db.select().from(auditEvents),
    ])
    expect(everything).not.toContain(token)
    expect(everything).not.toContain(password)
  })
})

describe('signing in', () => {
  it('opens a session for the right password, ignoring the case of the address', async () => {
    const id = await addOperator()
    const opened = await signIn(ctx, { email: 'SAM@reseller.example ', password }, 'Browser')
    expect(opened?.operatorId).toBe(id)
    expect(await findSession(console_.services, opened?.sessionId ?? '')).toMatchObject({ id, role: 'support' })
    expect(await recorded()).toEqual(['session.sign_in succeeded'])
  })

  it('refuses a wrong password, an unknown address and malformed input alike, and records it', async () => {
    await addOperator()
    expect(await signIn(ctx, { email: 'sam@reseller.example', password: 'wrong' }, null)).toBeNull()
    expect(await signIn(ctx, { email: 'nobody@reseller.example', password }, null)).toBeNull()
    expect(await signIn(ctx, { email: ['x'], password: 1 }, null)).toBeNull()
    expect(await recorded()).toEqual(['session.sign_in_failed denied', 'session.sign_in_failed denied'])
  })

  it('refuses a disabled operator, and ends the sessions of an operator who gets disabled', async () => {
    const id = await addOperator()
    const opened = await signIn(ctx, { email: 'sam@reseller.example', password }, null)
    await ctx.db.update(operators).set({ disabledAt: ctx.now() }).where(eq(operators.id, id))
    expect(await findSession(console_.services, opened?.sessionId ?? '')).toBeNull()
    expect(await signIn(ctx, { email: 'sam@reseller.example', password }, null)).toBeNull()
  })

  it('reads the role again on every request', async () => {
    const id = await addOperator()
    const opened = await signIn(ctx, { email: 'sam@reseller.example', password }, null)
    await ctx.db.update(operators).set({ role: 'finance' }).where(eq(operators.id, id))
    expect(await findSession(console_.services, opened?.sessionId ?? '')).toMatchObject({ role: 'finance' })
  })

  it('ends at sign-out and after the maximum time', async () => {
    await addOperator()
    const first = await signIn(ctx, { email: 'sam@reseller.example', password }, null)
    const second = await signIn(ctx, { email: 'sam@reseller.example', password }, null)
    expect(first?.sessionId).not.toBe(second?.sessionId)
    await endSession(ctx, first?.sessionId ?? '')
    expect(await findSession(console_.services, first?.sessionId ?? '')).toBeNull()
    expect(await findSession(console_.services, second?.sessionId ?? '')).not.toBeNull()
    console_.clock.forward(sessionLimits.hours * 3_600 + 1)
    expect(await findSession(console_.services, second?.sessionId ?? '')).toBeNull()
  })
})

describe('demo operators', () => {
  const asDemo = (): Services => ({ ...console_.services, settings: { ...console_.services.settings, mode: 'demo' } })

  it('are created in a demo, one per role, and only there', async () => {
    await createDemoOperators(console_.services)
    expect(await ctx.db.select().from(operators)).toEqual([])
    await createDemoOperators(asDemo())
    expect((await ctx.db.select().from(operators)).map(row => row.role).sort()).toEqual([
      'finance',
      'manager',
      'owner',
      'support',
    ])
  })

  it('cannot sign in to a real database, nor keep a session in one', async () => {
    await createDemoOperators(asDemo())
    const credentials = { email: 'owner@demo.test', password: demoPassword }
    const opened = await signIn({ ...ctx, ...asDemo() }, credentials, null)
    expect(await findSession(asDemo(), opened?.sessionId ?? '')).not.toBeNull()
    expect(await findSession(console_.services, opened?.sessionId ?? '')).toBeNull()
    expect(await signIn(ctx, credentials, null)).toBeNull()
  })
})
