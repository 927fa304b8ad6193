import { randomUUID } from 'node:crypto'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { execute } from '../commands/define'
import { isFresh } from '../commands/fresh'
import { auditEvents, operatorIdentities, operators } from '../platform/db/schema'
import { type TestConsole, testConsole } from '../testing/context'
import { actingFor, addOperator, again, codeOf, from, inSession, rightPassword, stranger } from '../testing/operators'
import { confirmIdentity } from './confirm'
import { type GroupRoles, roleOf, signInByIdentity } from './identities'
import { inviteOperator } from './manage'
import { setPassword } from './own'
import { confirmTotp, renewRecoveryCodes, startPasskey, startTotp } from './own-factors'

let console_: TestConsole

beforeAll(async () => {
  console_ = await testConsole({ sandbox: { accounts: 0 } })
})
afterAll(() => console_.close())

const issuer = 'https://login.example.com'
const mapping: GroupRoles = [
  { role: 'support', group: 'helpdesk' },
  { role: 'owner', group: 'console-owners' },
]

const helpdesk = { groupRoles: mapping }

type About = { issuer?: string; groupRoles?: GroupRoles; invitation?: string | null }

const signIn = (profile: Record<string, unknown>, about: About = {}, tabOf: string | null = null) =>
  signInByIdentity(
    stranger(console_),
    profile,
    { issuer, groupClaim: 'groups', groupRoles: [], invitation: null, ...about },
    from({ tabOf }),
  )

const person = (more: Record<string, unknown> = {}) => {
  const sub = randomUUID()
  return { sub, name: 'Petra Sommer', email: `${sub}@reseller.example`, ...more }
}

async function invitation(): Promise<string> {
  const owner = await actingFor(console_, (await addOperator(console_, 'owner')).id)
  const issued = await execute(inviteOperator, owner, { email: `${randomUUID()}@reseller.example`, role: 'finance' })
  return 'link' in issued ? (new URL(issued.link).searchParams.get('token') ?? '') : ''
}

describe('[4.6] single sign-on', () => {
  it('refuses unknown people, also with an operator’s e-mail address, and records it once', async () => {
    const { email } = await addOperator(console_, 'owner')
    const why = 'an unknown person'
    expect((await signIn(person())).kind).toBe('refused')
    expect((await signIn(person({ email, email_verified: true }))).kind).toBe('refused')
    const rows = await console_.services.db
      .select()
      .from(auditEvents)
      .where(eq(auditEvents.action, 'session.sign_in_failed'))
    expect(rows.filter(row => row.detail?.why === why)).toHaveLength(1)
  })

  it('links a person with an invitation by issuer and subject only', async () => {
    const first = person()
    const joined = await inSession(console_, await signIn(first, { invitation: await invitation() }))
    expect(joined.actor.role).toBe('finance')
    const later = await inSession(console_, await signIn({ sub: first.sub, email: 'renamed@elsewhere.example' }))
    expect(later.actor.id).toBe(joined.actor.id)
    // The same subject of another issuer is another person.
    expect((await signIn(first, { issuer: 'https://evil.example' })).kind).toBe('refused')
    const kept = await console_.services.db
      .select()
      .from(operatorIdentities)
      .where(eq(operatorIdentities.subject, first.sub))
    expect(kept).toHaveLength(1)
  })

  it('creates one operator for one invitation, also when it is used in parallel', async () => {
    const token = await invitation()
    const answers = await Promise.all(Array.from({ length: 8 }, () => signIn(person(), { invitation: token })))
    expect(answers.filter(answer => answer.kind === 'open')).toHaveLength(1)
  })

  it('sets the role by the groups at every sign-in, and refuses people in no mapped group', async () => {
    const about = { groupRoles: mapping }
    const who = person()
    const first = await inSession(console_, await signIn({ ...who, groups: ['helpdesk', 'other'] }, about))
    expect(first.actor.role).toBe('support')
    const promoted = await inSession(console_, await signIn({ ...who, groups: ['console-owners', 'helpdesk'] }, about))
    expect([promoted.actor.id, promoted.actor.role]).toEqual([first.actor.id, 'owner'])
    expect((await signIn({ ...who, groups: ['other'] }, about)).kind).toBe('refused')
    expect((await signIn({ ...who, groups: 'console-ownersx' }, about)).kind).toBe('refused')
    expect((await signIn(who, about)).kind).toBe('refused')
  })

  it.each(['x console-owners', 'console-owners,x', 'console-owners\nx', ' console-owners'])(
    'reads a group claim that is one text as one group, never as several: %j',
    async groups => {
      expect((await signIn(person({ groups }), { groupRoles: mapping })).kind).toBe('refused')
    },
  )

  it('finds the role of a group that is sent as one text, also with a space in its name', async () => {
    const groupRoles: GroupRoles = [{ role: 'finance', group: 'Money team, Berlin' }]
    const ctx = await inSession(console_, await signIn(person({ groups: 'Money team, Berlin' }), { groupRoles }))
    expect(ctx.actor.role).toBe('finance')
  })

  it('does not remove the last owner by groups', async () => {
    await console_.services.db.update(operators).set({ role: 'finance' }).where(eq(operators.role, 'owner'))
    const about = { groupRoles: mapping }
    const who = person()
    await signIn({ ...who, groups: ['console-owners'] }, about)
    const kept = await inSession(console_, await signIn({ ...who, groups: ['helpdesk'] }, about))
    expect(kept.actor.role).toBe('owner')
    await addOperator(console_, 'owner')
    const moved = await inSession(console_, await signIn({ ...who, groups: ['helpdesk'] }, about))
    expect(moved.actor.role).toBe('support')
  })

  it('gives a mapped group no access to an operator with the same address', async () => {
    const { email, id } = await addOperator(console_, 'owner')
    expect((await signIn(person({ email, groups: ['helpdesk'] }), { groupRoles: mapping })).kind).toBe('refused')
    const [row] = await console_.services.db.select().from(operators).where(eq(operators.id, id))
    expect(row?.role).toBe('owner')
  })

  it('refuses a disabled operator, and does not count an old sign-in at the issuer as fresh', async () => {
    const who = person({ groups: ['helpdesk'] })
    const about = { groupRoles: mapping }
    const hourAgo = Math.floor(console_.clock.now.getTime() / 1_000) - 3_600
    const ctx = await inSession(console_, await signIn({ ...who, auth_time: hourAgo }, about))
    expect(isFresh(ctx)).toBe(false)
    const ahead = await inSession(console_, await signIn({ ...who, auth_time: hourAgo + 3_659 }, about))
    expect(ahead.actor.provenAt.getTime()).toBe(console_.clock.now.getTime())
    await console_.services.db
      .update(operators)
      .set({ disabledAt: console_.clock.now })
      .where(eq(operators.id, ctx.actor.id))
    expect((await signIn(who, about)).kind).toBe('refused')
  })

  it.each([
    ['nothing', undefined],
    ['null', null],
    ['0', 0],
    ['a time before 1970', -1],
    ['a text', 'now'],
    ['no finite number', 1e300],
    ['tomorrow', Date.now() / 1_000 + 86_400],
  ])('is no fresh proof when the issuer reports this authentication time: %s', async (_, auth_time) => {
    const ctx = await inSession(console_, await signIn(person({ groups: ['helpdesk'], auth_time }), helpdesk))
    expect(isFresh(ctx)).toBe(false)
    await expect(execute(setPassword, ctx, { password: rightPassword })).rejects.toMatchObject({
      problem: { code: 'confirm_identity' },
    })
  })

  it('lets a person without factors add a first one within minutes of signing in, and confirm with it', async () => {
    const ctx = await inSession(console_, await signIn(person({ groups: ['helpdesk'] }), helpdesk))
    const refused = { problem: { code: 'confirm_identity' } }
    await expect(execute(renewRecoveryCodes, ctx, {})).rejects.toMatchObject(refused)
    console_.clock.forward(299)
    const { secret } = (await execute(startTotp, ctx, {})) as { secret: string }
    await execute(confirmTotp, ctx, { code: codeOf(console_, secret) })
    // The first is the last one that can be added without a confirmed identity.
    await expect(execute(startPasskey, ctx, {})).rejects.toMatchObject(refused)
    console_.clock.forward(30)
    await execute(confirmIdentity, ctx, { by: 'code', code: codeOf(console_, secret) })
    const proven = await again(ctx)
    expect(proven && isFresh(proven)).toBe(true)
  })

  it('lets nobody add a first factor later, or with a password', async () => {
    const who = person({ groups: ['helpdesk'] })
    const early = await inSession(console_, await signIn(who, helpdesk))
    console_.clock.forward(300)
    const refused = { problem: { code: 'confirm_identity' } }
    await expect(execute(startTotp, early, {})).rejects.toMatchObject(refused)
    await expect(execute(startPasskey, early, {})).rejects.toMatchObject(refused)
    // Signing in again is enough.
    const ctx = await inSession(console_, await signIn(who, helpdesk))
    await execute(startPasskey, ctx, {})
    await console_.services.db
      .update(operators)
      .set({ passwordHash: 'some hash' })
      .where(eq(operators.id, ctx.actor.id))
    await expect(execute(startPasskey, ctx, {})).rejects.toMatchObject(refused)
  })

  it('gives no role for malformed claims', () => {
    expect(roleOf([], mapping)).toBeNull()
    expect(roleOf(['__proto__', 'constructor'], mapping)).toBeNull()
    expect(roleOf(['helpdesk', 'console-owners'], mapping)).toBe('owner')
  })

  it('accepts only the tab’s operator in the window of an open tab', async () => {
    const [ana, ben] = [person({ groups: ['helpdesk'] }), person({ groups: ['helpdesk'] })]
    const about = { groupRoles: mapping }
    const anaId = (await inSession(console_, await signIn(ana, about))).actor.id
    await signIn(ben, about)
    expect(await signIn(ben, about, anaId)).toEqual({ kind: 'another' })
    expect((await inSession(console_, await signIn(ana, about, anaId))).actor.id).toBe(anaId)
  })
})
