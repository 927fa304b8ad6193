import { randomUUID } from 'node:crypto'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { AppError } from '@/lib/errors'
import { sessionLimits } from '@/lib/session'
import { execute, Pending } from '../commands/define'
import { isFresh } from '../commands/fresh'
import { auditEvents, operators } from '../platform/db/schema'
import { type TestConsole, testConsole } from '../testing/context'
import {
  addOperator,
  again,
  codeOf,
  enter,
  enterByCode,
  from,
  inSession,
  rightPassword,
  stranger,
} from '../testing/operators'
import { setPassword } from './own'
import { confirmTotp, removeTotp, startTotp } from './own-factors'
import * as passwords from './passwords'
import { endSession, findPending, findSession, markActive } from './sessions'
import { signInByCode, signInByPassword } from './sign-in'

let console_: TestConsole

beforeAll(async () => {
  console_ = await testConsole({ sandbox: { accounts: 0 } })
})
afterAll(() => console_.close())

/** Commands in this file are answered at once. */
function done<T>(answer: T | Pending): T {
  if (answer instanceof Pending) throw new Error('still pending')
  return answer
}

const wrong = { password: 'not the right password' }

const tries = (email: string, count: number, more = {}) =>
  Promise.all(
    Array.from({ length: count }, () => signInByPassword(stranger(console_), { email, ...wrong }, from(more))),
  )

async function withTotp(more: Partial<typeof operators.$inferInsert> = {}) {
  const { email, id } = await addOperator(console_, 'support', more)
  const ctx = await enter(console_, email)
  const { secret } = done(await execute(startTotp, ctx, {}))
  const { codes } = done(await execute(confirmTotp, ctx, { code: codeOf(console_, secret) }))
  // The next code is a different one.
  console_.clock.forward(60)
  return { email, id, ctx, secret, codes }
}

describe('[4.6] guessing', () => {
  it('200 parallel wrong passwords cost at most 10 verifications', async () => {
    const { email } = await addOperator(console_, 'support')
    const verify = vi.spyOn(passwords, 'verifyPassword')
    const answers = await tries(email, 200, { address: '198.51.100.1' })
    const verified = answers.filter(answer => answer.kind === 'refused').length
    expect(verified).toBe(10)
    expect(answers.filter(answer => answer.kind === 'limited')).toHaveLength(190)
    expect(verify.mock.calls.length).toBeLessThanOrEqual(10)
    verify.mockRestore()
  })

  it('10 attempts per account are checked, also from many addresses', async () => {
    const { email } = await addOperator(console_, 'support')
    const answers = await Promise.all(
      Array.from({ length: 60 }, (_, at) =>
        signInByPassword(stranger(console_), { email, ...wrong }, from({ address: `203.0.113.${at}` })),
      ),
    )
    expect(answers.filter(answer => answer.kind === 'refused')).toHaveLength(10)
  })

  it('50 attempts per address are checked, whatever names are tried', async () => {
    const address = '198.51.100.50'
    const answers = await Promise.all(
      Array.from({ length: 70 }, () =>
        signInByPassword(stranger(console_), { email: `${randomUUID()}@nobody.example`, ...wrong }, from({ address })),
      ),
    )
    expect(answers.filter(answer => answer.kind === 'refused')).toHaveLength(50)
  })

  it('a known and an unknown name get the same answers at the same attempt', async () => {
    const { email } = await addOperator(console_, 'support')
    const answersFor = async (name: string, address: string) => {
      const kinds: string[] = []
      for (let at = 0; at < 12; at++) {
        kinds.push((await signInByPassword(stranger(console_), { email: name, ...wrong }, from({ address }))).kind)
      }
      return kinds
    }
    const known = await answersFor(email, '198.51.100.60')
    expect(await answersFor('somebody@nobody.example', '198.51.100.61')).toEqual(known)
    expect(known.slice(-2)).toEqual(['limited', 'limited'])
  })

  it('a known and an unknown name take the same time', async () => {
    const { email } = await addOperator(console_, 'support')
    const took: Record<string, number[]> = { known: [], unknown: [] }
    for (let at = 0; at < 8; at++) {
      for (const [kind, name] of [
        ['known', email],
        ['unknown', 'nobody-at-all@nobody.example'],
      ] as const) {
        const started = performance.now()
        await signInByPassword(stranger(console_), { email: name, ...wrong }, from({ address: `198.51.101.${at}` }))
        took[kind]?.push(performance.now() - started)
      }
    }
    const middle = (list: number[] = []) => list.sort((a, b) => a - b)[Math.floor(list.length / 2)] ?? 0
    // Without the decoy hash an unknown name would take a twentieth of the time.
    expect(middle(took.unknown) / middle(took.known)).toBeGreaterThan(0.3)
  })

  it('nobody can lock an operator out of a known browser or an open session', async () => {
    const { email } = await addOperator(console_, 'support')
    const first = await signInByPassword(stranger(console_), { email, password: rightPassword }, from())
    if (first.kind !== 'open' || !first.device) throw new Error('no device')
    await tries(email, 100, { address: '198.51.100.70' })
    await tries(email, 100, { address: '198.51.100.72' })
    const elsewhere = from({ address: '198.51.100.71' })
    expect((await signInByPassword(stranger(console_), { email, password: rightPassword }, elsewhere)).kind).toBe(
      'limited',
    )
    const known = from({ device: first.device })
    expect((await signInByPassword(stranger(console_), { email, password: rightPassword }, known)).kind).toBe('open')
    expect(await findSession(console_.services, first.sessionId)).not.toBeNull()
  })

  it('a browser that two people used is known to both', async () => {
    const [{ email: one }, { email: two }] = [
      await addOperator(console_, 'support'),
      await addOperator(console_, 'support'),
    ]
    const first = await signInByPassword(stranger(console_), { email: one, password: rightPassword }, from())
    if (first.kind !== 'open' || !first.device) throw new Error('no device')
    const shared = { device: first.device }
    await signInByPassword(stranger(console_), { email: two, password: rightPassword }, from(shared))
    for (const email of [one, two]) {
      await tries(email, 20, { address: '198.51.100.75' })
      const answer = await signInByPassword(stranger(console_), { email, password: rightPassword }, from(shared))
      expect(answer.kind, email).toBe('open')
    }
  })

  it('a stolen or forged device token gets ten separate attempts and no more', async () => {
    const { email } = await addOperator(console_, 'support')
    const first = await signInByPassword(stranger(console_), { email, password: rightPassword }, from())
    if (first.kind !== 'open' || !first.device) throw new Error('no device')
    const stolen = await tries(email, 30, { device: first.device })
    expect(stolen.filter(answer => answer.kind === 'refused')).toHaveLength(10)
    const { email: other } = await addOperator(console_, 'support')
    const answers = await tries(other, 30, { device: first.device, address: '198.51.100.80' })
    expect(answers.filter(answer => answer.kind === 'refused')).toHaveLength(10)
  })

  it('the right password and the end of the time window reset the count', async () => {
    const { email } = await addOperator(console_, 'support')
    const address = '198.51.100.90'
    await tries(email, 9, { address })
    await signInByPassword(stranger(console_), { email, password: rightPassword }, from({ address }))
    expect((await tries(email, 10, { address })).every(answer => answer.kind === 'refused')).toBe(true)
    expect((await tries(email, 1, { address }))[0]?.kind).toBe('limited')
    console_.clock.forward(15 * 60 + 1)
    expect((await tries(email, 1, { address }))[0]?.kind).toBe('refused')
  })

  it('a clock that was hours ahead locks nobody out for hours', async () => {
    const { email } = await addOperator(console_, 'support')
    const address = '198.51.100.91'
    console_.clock.forward(5 * 3_600)
    expect((await tries(email, 11, { address })).filter(answer => answer.kind === 'limited')).toHaveLength(1)
    console_.clock.forward(-5 * 3_600)
    expect((await tries(email, 11, { address })).filter(answer => answer.kind === 'limited')).toHaveLength(1)
    console_.clock.forward(15 * 60 + 1)
    expect((await tries(email, 1, { address }))[0]?.kind).toBe('refused')
  })

  it('every checked refusal is recorded, and the others with one entry', async () => {
    const { email, id } = await addOperator(console_, 'support')
    await tries(email, 100, { address: '198.51.100.99' })
    const rows = await console_.services.db.select().from(auditEvents).where(eq(auditEvents.targetId, id))
    expect(rows.map(row => row.action)).toEqual(Array.from({ length: 11 }, () => 'session.sign_in_failed'))
  })
})

describe('[4.6] second factor', () => {
  it('a password alone gives no access: the session waits for the second factor', async () => {
    const { email } = await withTotp()
    const first = await signInByPassword(stranger(console_), { email, password: rightPassword }, from())
    if (first.kind !== 'open') throw new Error('refused')
    expect(await findSession(console_.services, first.sessionId)).toBeNull()
    expect((await findPending(console_.services, first.sessionId))?.email).toBe(email)
    console_.clock.forward(5 * 60 + 1)
    expect(await findPending(console_.services, first.sessionId)).toBeNull()
  })

  it('a code opens a session with a new id, and the pending one ends', async () => {
    const { email, secret } = await withTotp()
    const first = await signInByPassword(stranger(console_), { email, password: rightPassword }, from())
    const second = await enterByCode(console_, first, codeOf(console_, secret))
    if (first.kind !== 'open' || second.kind !== 'open') throw new Error('refused')
    expect(second.sessionId).not.toBe(first.sessionId)
    expect((await inSession(console_, second)).actor.email).toBe(email)
    expect(await findPending(console_.services, first.sessionId)).toBeNull()
    expect(await findSession(console_.services, first.sessionId)).toBeNull()
  })

  it('a code works once, also in twenty parallel requests', async () => {
    const { email, secret } = await withTotp()
    const pending = await Promise.all(
      Array.from({ length: 8 }, () => signInByPassword(stranger(console_), { email, password: rightPassword }, from())),
    )
    const code = codeOf(console_, secret)
    const answers = await Promise.all(pending.map(first => enterByCode(console_, first, code)))
    expect(answers.filter(answer => answer.kind === 'open')).toHaveLength(1)
  })

  it('a recovery code works once, also in parallel, and is stored only as a hash', async () => {
    const { email, codes } = await withTotp()
    expect(codes).toHaveLength(10)
    const [code = ''] = codes
    const pending = await Promise.all(
      Array.from({ length: 6 }, () => signInByPassword(stranger(console_), { email, password: rightPassword }, from())),
    )
    const answers = await Promise.all(pending.map(first => enterByCode(console_, first, code.toUpperCase())))
    expect(answers.filter(answer => answer.kind === 'open')).toHaveLength(1)
  })

  it('ten codes are checked, then none', async () => {
    const { email, secret } = await withTotp()
    const first = await signInByPassword(stranger(console_), { email, password: rightPassword }, from())
    const answers = await Promise.all(
      Array.from({ length: 40 }, () => enterByCode(console_, first, '000000', { address: '198.51.100.7' })),
    )
    expect(answers.filter(answer => answer.kind === 'refused')).toHaveLength(10)
    expect((await enterByCode(console_, first, codeOf(console_, secret), { address: '198.51.100.8' })).kind).toBe(
      'limited',
    )
  })

  it('a code needs the password first, and the operator’s own factor', async () => {
    const { secret } = await withTotp()
    const { email } = await withTotp()
    expect((await signInByCode(stranger(console_), null, { code: codeOf(console_, secret) }, from())).kind).toBe(
      'refused',
    )
    const first = await signInByPassword(stranger(console_), { email, password: rightPassword }, from())
    expect((await enterByCode(console_, first, codeOf(console_, secret))).kind).toBe('refused')
  })

  it('its secret is stored sealed, so the database alone makes no codes', async () => {
    const { id, secret, codes } = await withTotp()
    const [row] = await console_.services.db.select().from(operators).where(eq(operators.id, id))
    const dump = JSON.stringify(row)
    expect(dump).not.toContain(secret)
    for (const code of codes) expect(dump).not.toContain(code)
  })

  it('it allows a password of 12 characters, and can then not be removed', async () => {
    const { ctx } = await withTotp()
    const fresh = { ...ctx, actor: { ...ctx.actor, provenAt: console_.clock.now } }
    await execute(setPassword, fresh, { password: 'kj3-Wq9_xz1p' })
    await expect(execute(removeTotp, fresh, {})).rejects.toThrow('too short without a second factor')
    await execute(setPassword, fresh, { password: 'kj3-Wq9_xz1p-longer' })
    await execute(removeTotp, fresh, {})
    await expect(execute(setPassword, fresh, { password: 'kj3-Wq9_xz1p' })).rejects.toThrow(AppError)
  })
})

describe('[4.6] sessions', () => {
  it('end after 30 minutes without activity; background requests of screens do not count', async () => {
    const { email } = await addOperator(console_, 'support')
    const ctx = await enter(console_, email)
    for (let at = 0; at < 3; at++) {
      console_.clock.forward(25 * 60)
      expect(await again(ctx)).not.toBeNull()
      await markActive(console_.services, ctx.actor.sessionId)
    }
    for (let at = 0; at < 10; at++) {
      console_.clock.forward(3 * 60 - 1)
      expect(await again(ctx)).not.toBeNull()
    }
    console_.clock.forward(11)
    expect(await again(ctx)).toBeNull()
  })

  it('end while the clock is hours ahead, and a proof lasts no longer after it was set back', async () => {
    const { email } = await addOperator(console_, 'support')
    console_.clock.forward(5 * 3_600)
    const ctx = await enter(console_, email)
    console_.clock.forward(-5 * 3_600)
    expect(await again(ctx)).not.toBeNull()
    const { provenAt } = ctx.actor
    expect(isFresh({ ...ctx, actor: { ...ctx.actor, provenAt } })).toBe(false)
    console_.clock.forward(18 * 3_600)
    expect(await again(ctx)).toBeNull()
  })

  it('end after 12 hours, whatever the activity', async () => {
    const { email } = await addOperator(console_, 'support')
    const ctx = await enter(console_, email)
    for (let minutes = 0; minutes < sessionLimits.hours * 60 - 20; minutes += 20) {
      console_.clock.forward(20 * 60)
      await markActive(console_.services, ctx.actor.sessionId)
    }
    expect(await again(ctx)).not.toBeNull()
    console_.clock.forward(20 * 60)
    expect(await again(ctx)).toBeNull()
  })

  it('that have ended stay ended: activity and proofs restore none', async () => {
    const { email } = await addOperator(console_, 'support')
    const ctx = await enter(console_, email)
    await endSession(ctx, ctx.actor.sessionId)
    await markActive(console_.services, ctx.actor.sessionId)
    expect(await again(ctx)).toBeNull()
  })

  it('a new password ends every other session at once, and keeps this one', async () => {
    const { email } = await addOperator(console_, 'support')
    const [here, there] = [await enter(console_, email), await enter(console_, email)]
    await execute(setPassword, here, { password: 'another good long password' })
    expect(await again(here)).not.toBeNull()
    expect(await again(there)).toBeNull()
    await expect(enter(console_, email)).rejects.toThrow('refused')
    await enter(console_, email, 'another good long password')
  })

  it('a new factor ends every other session at once', async () => {
    const { email } = await addOperator(console_, 'support')
    const [here, there] = [await enter(console_, email), await enter(console_, email)]
    const { secret } = done(await execute(startTotp, here, {}))
    expect(await again(there)).not.toBeNull()
    await execute(confirmTotp, here, { code: codeOf(console_, secret) })
    expect(await again(there)).toBeNull()
    expect(await again(here)).not.toBeNull()
  })
})

describe('signing in again in an open tab', () => {
  it('accepts only the tab’s operator, also with another operator’s right password and code', async () => {
    const { email, id, secret } = await withTotp()
    const { email: otherEmail, id: otherId } = await addOperator(console_, 'support')
    const signIn = (as: string, tabOf: string) =>
      signInByPassword(stranger(console_), { email: as, password: rightPassword }, from({ tabOf }))

    expect(await signIn(otherEmail, id)).toEqual({ kind: 'another' })
    expect(await signIn(email, otherId)).toEqual({ kind: 'another' })
    const first = await signIn(email, id)
    const second = await enterByCode(console_, first, codeOf(console_, secret), { tabOf: id })
    expect((await inSession(console_, second)).actor.id).toBe(id)

    const denied = await console_.services.db
      .select()
      .from(auditEvents)
      .where(eq(auditEvents.action, 'session.sign_in_failed'))
    const why = 'the tab belongs to another operator'
    expect(denied.filter(row => row.detail?.why === why).map(row => row.targetId)).toEqual([otherId, id])
  })
})
