import { eq } from 'drizzle-orm'
import type { Role } from '@/lib/permissions'
import { execute } from '@/server/commands/define'
import type { Ctx, OperatorActor } from '@/server/context'
import { signInByIdentity } from '@/server/operators/identities'
import { acceptLink } from '@/server/operators/links'
import { disableOperator, inviteOperator, resetOperatorSignIn, revokeOperatorLink } from '@/server/operators/manage'
import { addPasskey, confirmTotp, startPasskey, startTotp } from '@/server/operators/own-factors'
import { listOperators } from '@/server/operators/queries'
import { endSession } from '@/server/operators/sessions'
import { createFirstOwner, issueSetupToken } from '@/server/operators/setup'
import { signInByPassword } from '@/server/operators/sign-in'
import { operators } from '@/server/platform/db/schema'
import { setPreference } from '@/server/views/preferences'
import type { TestConsole } from '../context'
import { actingFor, codeOf, enter, enterByCode, from, inSession, stranger } from '../operators'
import { newPasskey, registration } from '../passkey'
import { done } from './ended'
import type { FixtureOperator } from './fixture'

// Every operator, each with a different way of signing in: only the console itself writes anything here.

const passwords = {
  owner: 'seven grey herons over the weir',
  manager: 'a bicycle leans on the orchard wall',
  second: 'lanterns drift along the old canal',
  support: 'wet paint behind the bakery door',
  gone: 'copper kettles sing before noon',
}
export const identity = { issuer: 'https://login.reseller.example', subject: 'fatima-4711' }

const tokenIn = (link: string) => new URL(link).searchParams.get('token') ?? ''

export type People = Record<'owner' | 'manager' | 'second' | 'support' | 'finance' | 'gone', FixtureOperator>

async function operatorOf(console_: TestConsole, email: string, password: string | null): Promise<FixtureOperator> {
  const [row] = await console_.services.db.select().from(operators).where(eq(operators.email, email))
  if (!row) throw new Error(`nobody has ${email}`)
  return { id: row.id, role: row.role, email, password, totpSecret: null, recoveryCodes: [], passkey: null }
}

/** Also returns the token of an invitation that nobody accepts. */
export async function makePeople(console_: TestConsole): Promise<{ people: People; invitation: string }> {
  const { services, clock } = console_
  const token = (await issueSetupToken(services)) ?? ''
  const email = 'olivia@reseller.example'
  await createFirstOwner(stranger(console_), { token, name: 'Olivia Okafor', email, password: passwords.owner })
  const owner = await operatorOf(console_, email, passwords.owner)
  const asOwner = () => actingFor(console_, owner.id)
  const invited = async (name: string, role: Role, password: string): Promise<FixtureOperator> => {
    const address = `${name.split(' ')[0]?.toLowerCase()}@reseller.example`
    const { link } = done(await execute(inviteOperator, await asOwner(), { email: address, role }))
    clock.forward(600)
    await acceptLink(stranger(console_), { token: tokenIn(link), name, password })
    return operatorOf(console_, address, password)
  }
  const people: People = {
    owner,
    manager: await invited('Marco Lindqvist', 'manager', passwords.manager),
    second: await invited('Mei Tanaka', 'manager', passwords.second),
    support: await invited('Sam Ferreira', 'support', passwords.support),
    gone: await invited('Gus Adler', 'support', passwords.gone),
    finance: await joinElsewhere(console_, await asOwner()),
  }
  await addFactors(console_, people.owner, true)
  await addFactors(console_, people.manager, false)
  await signInAndOut(console_, people)
  const invitation = await leaveLinks(await asOwner(), people)
  await execute(setPreference, await actingFor(console_, people.support.id), {
    key: 'accounts.look',
    value: { visibility: { updated: false }, order: ['status', 'email'], widths: { email: 260 }, density: 'compact' },
  })
  return { people, invitation }
}

/** Without a password: by an invitation accepted through single sign-on. */
async function joinElsewhere(console_: TestConsole, owner: Ctx<OperatorActor>): Promise<FixtureOperator> {
  const email = 'fatima@reseller.example'
  const { link } = done(await execute(inviteOperator, owner, { email, role: 'finance' }))
  const about = { issuer: identity.issuer, groupClaim: 'groups', groupRoles: [], invitation: tokenIn(link) }
  const profile = { sub: identity.subject, email, name: 'Fatima Noor' }
  await inSession(console_, await signInByIdentity(stranger(console_), profile, about, from()))
  return operatorOf(console_, email, null)
}

async function addFactors(console_: TestConsole, operator: FixtureOperator, passkeyToo: boolean): Promise<void> {
  const ctx = await enter(console_, operator.email, operator.password ?? '')
  const { secret } = done(await execute(startTotp, ctx, {}))
  const { codes } = done(await execute(confirmTotp, ctx, { code: codeOf(console_, secret) }))
  operator.totpSecret = secret
  operator.recoveryCodes = codes
  if (!passkeyToo) return
  const request = done(await execute(startPasskey, ctx, {}))
  operator.passkey = newPasskey()
  const credential = registration(operator.passkey, request, ctx.settings.appUrl)
  await execute(addPasskey, ctx, { ticket: request.ticket, name: 'Laptop', credential })
}

/** Sessions of every kind: open, ended, and one that waits for its code; failed attempts, and a used recovery code. */
async function signInAndOut(console_: TestConsole, { owner, manager, support }: People): Promise<void> {
  const byPassword = (who: FixtureOperator, password = who.password) =>
    signInByPassword(stranger(console_), { email: who.email, password }, from())
  await byPassword(support, 'not this one')
  await byPassword(support, 'nor this one')
  await byPassword({ ...support, email: 'nobody@elsewhere.example' })
  const session = await enter(console_, support.email, support.password ?? '')
  await endSession(session, session.actor.sessionId)
  await enter(console_, support.email, support.password ?? '')
  console_.clock.forward(60)
  await enterByCode(console_, await byPassword(owner), codeOf(console_, owner.totpSecret ?? ''))
  await enterByCode(console_, await byPassword(manager), manager.recoveryCodes.shift() ?? '')
  await byPassword(manager)
}

async function leaveLinks(owner: Ctx<OperatorActor>, { support, gone }: People): Promise<string> {
  const { link } = done(await execute(inviteOperator, owner, { email: 'nadia@reseller.example', role: 'support' }))
  await execute(inviteOperator, owner, { email: 'mistyped@reseller.example', role: 'manager' })
  await execute(resetOperatorSignIn, owner, { id: support.id })
  const { links } = await listOperators(owner)
  const mistyped = links.find(link => link.email.startsWith('mistyped'))
  await execute(revokeOperatorLink, owner, { id: mistyped?.id })
  await execute(disableOperator, owner, { id: gone.id })
  return tokenIn(link)
}
