import 'server-only'
import { cookies, headers } from 'next/headers'
import { unstable_rethrow } from 'next/navigation'
import NextAuth, { type AuthOptions } from 'next-auth'
import { decode } from 'next-auth/jwt'
import Credentials from 'next-auth/providers/credentials'
import type { OAuthConfig } from 'next-auth/providers/oauth'
import { cache } from 'react'
import { jsonOrNull } from '@/lib/json'
import { sessionLimits } from '@/lib/session'
import { writeSignInProblem } from '@/lib/sign-in-problem'
import type { Ctx, OperatorActor } from '../context'
import { countReturn, signInByIdentity } from '../operators/identities'
import { endSession, findPending, findSession, markActive } from '../operators/sessions'
import { type SignIn, type SignInFrom, signInByCode, signInByPasskey, signInByPassword } from '../operators/sign-in'
import { env } from '../platform/env'
import { currentRequestId } from '../platform/http/context'
import { clientAddress, fromOurPages, passedRequestGuard } from '../platform/http/request'
import { oncePerProcess } from '../platform/once-per-process'
import { createDiscovery, type Issuer } from './oidc-discovery'
import { services } from './services'
import { closeSignInAnswer, failedSignInAnswer, leadToSignIn, trySignIn } from './sign-in-answer'

// The only server file that imports next-auth: the cookie holds a session's id, whose row decides on every request.

const secure = () => env().APP_URL.startsWith('https:')
const cookieName = () => (secure() ? '__Secure-next-auth.session-token' : 'next-auth.session-token')
const deviceCookie = () => (secure() ? '__Host-console-device' : 'console-device')
const invitationCookie = () => (secure() ? '__Host-console-invitation' : 'console-invitation')

/** Single sign-on from an open tab runs in a popup window that returns to this address, which informs the tabs. */
const signInWindow = '/sign-in/window'

/** The context of a request without a signed-in operator. */
export async function anonymousContext(): Promise<Ctx> {
  return { ...(await services()), actor: { kind: 'anonymous' }, requestId: currentRequestId() }
}

/** @param tab the operator whose tab asks to sign in again, if there is one */
async function cameFrom(tab: unknown): Promise<SignInFrom> {
  const given = await headers()
  const device = (await cookies()).get(deviceCookie())?.value ?? null
  return {
    userAgent: given.get('user-agent'),
    address: await clientAddress(),
    device: device && /^[\w-]{43}$/.test(device) ? device : null,
    tabOf: typeof tab === 'string' && tab !== '' ? tab : null,
  }
}

const hidden = () => ({ httpOnly: true, secure: secure(), sameSite: 'lax' as const, path: '/' })

/** Remembers in the browser that it was used to sign in, for as long as browsers keep a cookie. */
async function rememberDevice(device: string | null): Promise<void> {
  if (device) (await cookies()).set(deviceCookie(), device, { ...hidden(), maxAge: 400 * 86_400 })
}

type Way = (ctx: Ctx, from: SignInFrom) => Promise<SignIn>

/** Runs one way of signing in, and binds the new session to this browser. Never throws. */
async function admit(tab: () => Promise<unknown>, way: Way) {
  const ctx = await anonymousContext()
  return trySignIn(ctx.log, async () => {
    const answer = await way(ctx, await cameFrom(await tab()))
    if (answer.kind !== 'open') return answer
    await rememberDevice(answer.device)
    await leaveFormer(answer.sessionId)
    return answer
  })
}

/** The user that next-auth puts into its cookie. It passes an error's text on to the form: a code from a closed set. */
async function admitByForm(tab: unknown, way: Way): Promise<{ id: string; sid: string }> {
  const answer = await admit(async () => tab, way)
  if (answer.kind !== 'open') throw new Error(writeSignInProblem(answer))
  return { id: answer.operatorId, sid: answer.sessionId }
}

/** Ends the session this browser had before: its cookie is about to be replaced. */
async function leaveFormer(next: string): Promise<void> {
  const former = await cookieSession()
  if (former && former !== next) await endSession(await anonymousContext(), former)
}

function credentialProviders() {
  return [
    Credentials({
      id: 'password',
      credentials: { email: {}, password: {}, tabOf: {} },
      authorize: input => admitByForm(input?.tabOf, (ctx, from) => signInByPassword(ctx, input, from)),
    }),
    Credentials({
      id: 'code',
      credentials: { code: {}, tabOf: {} },
      authorize: input =>
        admitByForm(input?.tabOf, async (ctx, from) => signInByCode(ctx, await cookieSession(), input, from)),
    }),
    Credentials({
      id: 'passkey',
      credentials: { ticket: {}, credential: {}, tabOf: {} },
      authorize: input =>
        admitByForm(input?.tabOf, (ctx, from) => {
          const credential = jsonOrNull(String(input?.credential).slice(0, 20_000))
          return signInByPasskey(ctx, { ticket: input?.ticket, credential }, from)
        }),
    }),
  ]
}

const discovery = oncePerProcess('consoleDiscovery', () => createDiscovery(env().OIDC_ISSUER ?? ''))

/**
 * Any issuer that supports discovery: Okta, Entra, Google, Keycloak and others.
 * @param issuer its discovery document; null where the request neither goes to the issuer nor returns from it
 */
function singleSignOn(issuer: Issuer | null): OAuthConfig<Record<string, unknown>>[] {
  const { OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET, OIDC_NAME, OIDC_SCOPE } = env()
  if (!OIDC_ISSUER || !OIDC_CLIENT_ID || !OIDC_CLIENT_SECRET) return []
  return [
    {
      id: 'sso',
      name: OIDC_NAME,
      type: 'oauth',
      ...issuer,
      clientId: OIDC_CLIENT_ID,
      clientSecret: OIDC_CLIENT_SECRET,
      authorization: { ...issuer?.authorization, params: { scope: OIDC_SCOPE } },
      idToken: true,
      checks: ['pkce', 'state', 'nonce'],
      // `signIn` below finds the operator; nothing else of the profile is kept.
      profile: claims => ({ id: String(claims.sub) }),
    },
  ]
}

/** The operator whose tab opened the single sign-on window, also after it failed; null outside such a window. */
export async function signInWindowTab(): Promise<string | null> {
  const kept = (await cookies()).get(`${secure() ? '__Secure-' : ''}next-auth.callback-url`)?.value ?? ''
  const back = URL.canParse(kept, env().APP_URL) ? new URL(kept, env().APP_URL) : null
  return back?.pathname === signInWindow ? back.searchParams.get('tab') : null
}

/**
 * Signs in the operator that the issuer's claims identify; the session's id travels on the user object into the cookie.
 * Returns true, or the address of the page that explains why the sign-in failed.
 */
async function admitIdentity(user: object, claims: Record<string, unknown>): Promise<true | string> {
  const { OIDC_ISSUER = '', OIDC_GROUP_CLAIM, OIDC_ROLES } = env()
  const invitation = (await cookies()).get(invitationCookie())?.value ?? null
  const about = {
    issuer: typeof claims.iss === 'string' ? claims.iss : OIDC_ISSUER,
    groupClaim: OIDC_GROUP_CLAIM,
    groupRoles: OIDC_ROLES,
    invitation,
  }
  const answer = await admit(signInWindowTab, (ctx, from) => signInByIdentity(ctx, claims, about, from))
  if (answer.kind !== 'open') return `/sign-in?error=${writeSignInProblem(answer)}`
  if (invitation) (await cookies()).delete(invitationCookie())
  Object.assign(user, { id: answer.operatorId, sid: answer.sessionId })
  return true
}

/** The cause of a next-auth error, without the address: the log must hold no codes. */
function causeOf(about: unknown): { cause?: string } {
  const error = about instanceof Error ? about : Object(about).error
  if (!(error instanceof Error)) return {}
  return { cause: `${error.name}: ${error.message.replace(/^(state|iss) mismatch.*/s, '$1 mismatch')}` }
}

function options(issuer: Issuer | null): AuthOptions {
  return {
    secret: env().AUTH_SECRET,
    useSecureCookies: secure(),
    session: { strategy: 'jwt', maxAge: sessionLimits.hours * 3_600 },
    pages: { signIn: '/sign-in', signOut: '/sign-in', error: '/sign-in' },
    providers: [...credentialProviders(), ...singleSignOn(issuer)],
    callbacks: {
      signIn: ({ user, account, profile }) =>
        account?.type === 'oauth' ? admitIdentity(user, { ...profile }) : account?.type === 'credentials',
      jwt: ({ token, user }) => {
        if (!user) return token
        return { sub: user.id, ...('sid' in user && typeof user.sid === 'string' && { sid: user.sid }) }
      },
      // The request names where to go afterwards: only our own addresses are followed, anything else leads to the
      // start. next-auth's own check throws at an invalid address.
      redirect: ({ url, baseUrl }) => {
        const target = URL.canParse(url, baseUrl) ? new URL(url, baseUrl) : null
        return target?.origin === baseUrl && target.href.length <= 2_000 ? target.href : baseUrl
      },
      // The browser gets no session data; each request reads the operator from the session's row.
      session: ({ session }) => ({ expires: session.expires }),
    },
    events: {
      signOut: async ({ token }) => {
        if (typeof token?.sid === 'string') await endSession(await anonymousContext(), token.sid)
      },
    },
    logger: {
      error: (code, about) => void services().then(s => s.log.error({ code, ...causeOf(about) }, 'next-auth')),
      warn: () => {},
      debug: () => {},
    },
  }
}

type RouteContext = { params: Promise<{ nextauth: string[] }> }

/** next-auth has its own CSRF token; requests from other sites are refused before that. */
export async function authHandler(request: Request, context: RouteContext): Promise<Response> {
  if (request.method === 'POST' && !(await fromOurPages())) return new Response(null, { status: 403 })
  // next-auth repeats these in its own addresses unescaped.
  const parts = (await context.params).nextauth
  const [action = ''] = parts
  const repeated = [new URL(request.url).searchParams.get('error') ?? '', ...parts]
  if (!repeated.every(word => /^[\w.-]{0,100}$/.test(word))) return new Response(null, { status: 400 })
  const { log } = await services()
  const { APP_URL: appUrl, OIDC_ISSUER } = env()
  try {
    const asksIssuer = OIDC_ISSUER && parts[1] === 'sso' && (action === 'callback' || request.method === 'POST')
    if (asksIssuer && action === 'callback') {
      const seconds = await countReturn(await anonymousContext(), await clientAddress())
      if (seconds !== null) return leadToSignIn({ kind: 'limited', seconds }, { appUrl })
    }
    const issuer = asksIssuer ? await discovery()() : null
    const answer: Response = await NextAuth(options(issuer))(request, context)
    // next-auth answers 500 for an address or a cookie that it cannot read; real server errors throw.
    if (answer.status === 500) return new Response(null, { status: 400 })
    return await closeSignInAnswer(answer, { action, log, appUrl })
  } catch (error) {
    unstable_rethrow(error)
    return failedSignInAnswer(error, log, { appUrl, script: request.method === 'POST' })
  }
}

const decodeCookie = (cookie: string) => decode({ token: cookie, secret: env().AUTH_SECRET }).catch(() => null)

/** Whether the cookies hold a session that this console signed. It may have ended: actions and routes check its row. */
export async function bearsSession(header: string): Promise<boolean> {
  const found = header.split(/; */).find(one => one.startsWith(`${cookieName()}=`))
  return found !== undefined && (await decodeCookie(found.slice(cookieName().length + 1))) !== null
}

/** The session id of the request's cookie, as signed. Its row says whether the session is live. */
const cookieSession = cache(async (): Promise<string | null> => {
  const cookie = (await cookies()).get(cookieName())?.value
  if (!cookie || !(await passedRequestGuard())) return null
  const token = await decodeCookie(cookie)
  return typeof token?.sid === 'string' ? token.sid : null
})

/** The operator who makes this request, by the session's row; null when nobody is signed in. One query per request. */
export const currentOperator = cache(async (): Promise<OperatorActor | null> => {
  const sessionId = await cookieSession()
  return sessionId ? findSession(await services(), sessionId) : null
})

/** The operator who gave the right password and still has to prove a second factor. */
export async function pendingOperator(): Promise<{ name: string } | null> {
  const sessionId = await cookieSession()
  const operator = sessionId ? await findPending(await services(), sessionId) : null
  return operator && { name: operator.name }
}

/** The operator did this: the idle time starts again. */
export async function noteActivity(actor: OperatorActor): Promise<void> {
  await markActive(await services(), actor.sessionId)
}

/** The label of the single sign-on button; null when single sign-on is not set up. */
export function singleSignOnName(): string | null {
  return singleSignOn(null).length > 0 ? env().OIDC_NAME : null
}

/** Stores an invitation while the invited person signs in at the issuer. */
export async function keepInvitation(_ctx: Ctx, { token }: { token: string }): Promise<null> {
  const kept = await cookies()
  kept.set(invitationCookie(), token, { ...hidden(), maxAge: 600 })
  return null
}
