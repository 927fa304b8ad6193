import { eq, like } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { AppError } from '@/lib/errors'
import type { IssuedLink } from '@/lib/operator'
import type { Role } from '@/lib/permissions'
import { execute, type Pending } from '../commands/define'
import type { Ctx, OperatorActor } from '../context'
import { auditEvents, operatorLinks, operators, sessions } from '../platform/db/schema'
import { type TestConsole, testConsole } from '../testing/context'
import { actingFor, addOperator, again, codeOf, enter, rightPassword, stranger } from '../testing/operators'
import { acceptLink, findLink } from './links'
import {
  disableOperator,
  enableOperator,
  endOperatorSessions,
  inviteOperator,
  resetOperatorSignIn,
  revokeOperatorLink,
  setOperatorRole,
} from './manage'
import { confirmTotp, startTotp } from './own-factors'
import { listOperators } from './queries'

let console_: TestConsole
let owner: Ctx<OperatorActor>

beforeAll(async () => {
  console_ = await testConsole({ sandbox: { accounts: 0 } })
})
afterAll(() => console_.close())
beforeEach(async () => {
  // Only the owners of a case count as owners.
  await console_.services.db.update(operators).set({ role: 'finance' }).where(eq(operators.role, 'owner'))
  owner = await actingFor(console_, (await addOperator(console_, 'owner')).id)
})

const roleNow = async (id: string) =>
  (await console_.services.db.select().from(operators).where(eq(operators.id, id)))[0]?.role

const ownersNow = async () =>
  (await console_.services.db.select().from(operators).where(eq(operators.role, 'owner'))).filter(
    row => !row.disabledAt,
  )

async function issued(answer: Promise<IssuedLink | Pending>): Promise<string> {
  const link = await answer
  if (!('link' in link)) throw new Error('no link')
  return new URL(link.link).searchParams.get('token') ?? ''
}

const invite = (email: string, role: Role = 'support') => issued(execute(inviteOperator, owner, { email, role }))

const recordedAbout = async (label: string) =>
  (await console_.services.db.select().from(auditEvents).where(like(auditEvents.targetLabel, label))).map(
    row => `${row.action} ${row.outcome}`,
  )

describe('[4.6] inviting', () => {
  it('creates one operator, however many use the link at the same time', async () => {
    const token = await invite('new@reseller.example', 'manager')
    const results = await Promise.allSettled(
      Array.from({ length: 20 }, (_, at) =>
        acceptLink(stranger(console_), { token, name: `New ${at}`, password: rightPassword }),
      ),
    )
    expect(results.filter(result => result.status === 'fulfilled')).toHaveLength(1)
    const made = await console_.services.db.select().from(operators).where(eq(operators.email, 'new@reseller.example'))
    expect(made.map(row => row.role)).toEqual(['manager'])
    expect((await enter(console_, 'new@reseller.example')).actor.role).toBe('manager')
    expect(await recordedAbout('new@reseller.example')).toEqual(['operator.invite succeeded'])
    expect(await recordedAbout('New %')).toEqual(['operator.join succeeded'])
  })

  it('stores no link in the database or in the audit', async () => {
    const token = await invite('kept@reseller.example')
    const everything = JSON.stringify([
      await console_.services.db.select().from(operatorLinks),
      await console_.services.db.select().from(auditEvents),
    ])
    expect(everything).not.toContain(token)
  })

  it('makes an older link invalid by a newer one, a withdrawal or three days', async () => {
    const first = await invite('again@reseller.example')
    const second = await invite('again@reseller.example')
    expect(await findLink(console_.services, first)).toBeNull()
    expect(await findLink(console_.services, second)).not.toBeNull()
    const { links } = await listOperators(owner)
    await execute(revokeOperatorLink, owner, {
      id: links.find(one => one.email === 'again@reseller.example')?.id ?? '',
    })
    await expect(acceptLink(stranger(console_), { token: second, name: 'X', password: rightPassword })).rejects.toThrow(
      'no longer valid',
    )
    const third = await invite('again@reseller.example')
    console_.clock.forward(72 * 3_600 + 1)
    expect(await findLink(console_.services, third)).toBeNull()
    owner = { ...owner, actor: { ...owner.actor, provenAt: console_.clock.now } }
  })

  it('is valid only as long as its maker could still make it', async () => {
    const second = await actingFor(console_, (await addOperator(console_, 'owner')).id)
    const token = await issued(execute(inviteOperator, second, { email: 'made@reseller.example', role: 'owner' }))
    await execute(setOperatorRole, owner, { id: second.actor.id, role: 'support' })
    await expect(acceptLink(stranger(console_), { token, name: 'Made', password: rightPassword })).rejects.toThrow(
      'no longer valid',
    )
    await execute(setOperatorRole, owner, { id: second.actor.id, role: 'owner' })
    await acceptLink(stranger(console_), { token, name: 'Made', password: rightPassword })
  })

  it('refuses an existing operator’s address, a short or common password, and malformed input', async () => {
    const { email } = await addOperator(console_, 'support')
    await expect(invite(email)).rejects.toThrow('already signs in with this address')
    await expect(execute(inviteOperator, owner, { email: 'no address', role: 'support' })).rejects.toThrow(AppError)
    await expect(execute(inviteOperator, owner, { email: 'a@b.example', role: 'root' as Role })).rejects.toThrow(
      AppError,
    )
    const token = await invite('weak@reseller.example')
    for (const password of ['short', 'passwordpassword', 'weak@reseller.example', '123456789012345678']) {
      await expect(acceptLink(stranger(console_), { token, name: 'Weak', password }), password).rejects.toMatchObject({
        problem: { fields: { password: expect.any(String) } },
      })
    }
    await acceptLink(stranger(console_), { token, name: 'Weak', password: rightPassword })
  })
})

describe('[4.6] the last owner', () => {
  it('cannot be demoted or disabled, and the refusal says what to do', async () => {
    const id = owner.actor.id
    for (const attempt of [
      () => execute(setOperatorRole, owner, { id, role: 'manager' }),
      () => execute(disableOperator, owner, { id }),
    ]) {
      await expect(attempt()).rejects.toThrow('is the last owner')
    }
    expect(await roleNow(id)).toBe('owner')
  })

  it('remains when two owners demote each other at the same moment, in each of 40 rounds', async () => {
    for (let round = 0; round < 40; round++) {
      const { id } = await addOperator(console_, 'owner')
      const second = await actingFor(console_, id)
      const [lose, demote] = [round % 2 ? disableOperator : setOperatorRole, setOperatorRole]
      await Promise.allSettled([
        execute(demote, owner, { id, role: 'support' }),
        execute(lose as typeof setOperatorRole, second, { id: owner.actor.id, role: 'support' }),
      ])
      const left = await ownersNow()
      expect(left, `round ${round}`).toHaveLength(1)
      owner = await actingFor(console_, left[0]?.id ?? '')
    }
  })

  it('remains when all owners leave at once', async () => {
    const more = await Promise.all(Array.from({ length: 5 }, () => addOperator(console_, 'owner')))
    const all = await Promise.all([owner.actor.id, ...more.map(one => one.id)].map(id => actingFor(console_, id)))
    const results = await Promise.allSettled(
      all.map(ctx => execute(setOperatorRole, ctx, { id: ctx.actor.id, role: 'manager' })),
    )
    expect(results.filter(result => result.status === 'rejected')).toHaveLength(1)
    expect(await ownersNow()).toHaveLength(1)
  })

  it('a disabled owner does not count as one', async () => {
    const { id } = await addOperator(console_, 'owner')
    await execute(disableOperator, owner, { id })
    await expect(execute(disableOperator, owner, { id: owner.actor.id })).rejects.toThrow('is the last owner')
  })
})

describe('[4.6] roles and states', () => {
  it('a new role applies on the next request of open sessions', async () => {
    const { id, email } = await addOperator(console_, 'manager')
    const theirs = await enter(console_, email)
    await execute(setOperatorRole, owner, { id, role: 'finance' })
    expect((await again(theirs))?.actor.role).toBe('finance')
    expect(await recordedAbout('Test manager')).toContain('operator.role succeeded')
  })

  it('disabling ends every session at once, and enabling restores none', async () => {
    const { id, email } = await addOperator(console_, 'manager')
    const theirs = await enter(console_, email)
    await execute(disableOperator, owner, { id })
    expect(await again(theirs)).toBeNull()
    await expect(enter(console_, email)).rejects.toThrow('refused')
    await execute(enableOperator, owner, { id })
    expect(await again(theirs)).toBeNull()
    await enter(console_, email)
  })

  it('disabling makes links invalid that would let the operator in again', async () => {
    const { id } = await addOperator(console_, 'manager')
    const token = await issued(execute(resetOperatorSignIn, owner, { id }))
    await execute(disableOperator, owner, { id })
    await execute(enableOperator, owner, { id })
    await expect(acceptLink(stranger(console_), { token, password: rightPassword })).rejects.toThrow('no longer valid')
  })

  it('an owner ends another operator’s sessions, and keeps the current one when ending their own', async () => {
    const { id, email } = await addOperator(console_, 'support')
    const theirs = [await enter(console_, email), await enter(console_, email)]
    expect(await execute(endOperatorSessions, owner, { id })).toEqual({ ended: 2 })
    for (const one of theirs) expect(await again(one)).toBeNull()
    const { email: ownEmail } = await addOperator(console_, 'owner')
    const [here, there] = [await enter(console_, ownEmail), await enter(console_, ownEmail)]
    await execute(endOperatorSessions, here, { id: here.actor.id })
    expect(await again(here)).not.toBeNull()
    expect(await again(there)).toBeNull()
  })

  it('a sign-in link replaces password and factors, once, and ends every session', async () => {
    const { id, email } = await addOperator(console_, 'manager')
    const theirs = await enter(console_, email)
    const secret = await execute(startTotp, theirs, {})
    if (!('secret' in secret)) throw new Error('no secret')
    await execute(confirmTotp, theirs, { code: codeOf(console_, secret.secret) })
    const token = await issued(execute(resetOperatorSignIn, owner, { id }))
    expect(await again(theirs)).not.toBeNull()
    await acceptLink(stranger(console_), { token, password: 'a brand new long password' })
    expect(await again(theirs)).toBeNull()
    await enter(console_, email, 'a brand new long password')
    await expect(acceptLink(stranger(console_), { token, password: 'a brand new long password' })).rejects.toThrow(
      'no longer valid',
    )
    await expect(execute(resetOperatorSignIn, owner, { id: owner.actor.id })).rejects.toThrow('your own sign-in')
  })

  it('only owners with a fresh proof of identity may do this', async () => {
    const { id } = await addOperator(console_, 'support')
    const commands = [
      [inviteOperator, { email: 'x@reseller.example', role: 'support' }],
      [setOperatorRole, { id, role: 'owner' }],
      [disableOperator, { id }],
      [enableOperator, { id }],
      [endOperatorSessions, { id }],
      [resetOperatorSignIn, { id }],
    ] as const
    const before = (await console_.services.db.select().from(sessions)).length
    for (const role of ['manager', 'support', 'finance'] as const) {
      const ctx = await actingFor(console_, (await addOperator(console_, role)).id)
      for (const [command, input] of commands) {
        await expect(execute(command as typeof disableOperator, ctx, input), command.action).rejects.toMatchObject({
          problem: { code: 'forbidden' },
        })
      }
    }
    console_.clock.forward(5 * 60)
    for (const [command, input] of commands) {
      await expect(execute(command as typeof disableOperator, owner, input), command.action).rejects.toMatchObject({
        problem: { code: 'confirm_identity' },
      })
    }
    expect(await roleNow(id)).toBe('support')
    expect((await console_.services.db.select().from(sessions)).length).toBe(before)
  })

  it('an owner who lost the permission between click and commit changes nothing', async () => {
    const { id } = await addOperator(console_, 'support')
    const second = await actingFor(console_, (await addOperator(console_, 'owner')).id)
    await execute(setOperatorRole, owner, { id: second.actor.id, role: 'support' })
    await expect(execute(setOperatorRole, second, { id, role: 'owner' })).rejects.toMatchObject({
      problem: { code: 'forbidden' },
    })
    expect(await roleNow(id)).toBe('support')
  })
})
