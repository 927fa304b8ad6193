import 'server-only'
import { randomUUID } from 'node:crypto'
import { cookies } from 'next/headers'
import NextAuth, { type AuthOptions } from 'next-auth'
import { decode } from 'next-auth/jwt'
import Credentials from 'next-auth/providers/credentials'
import { cache } from 'react'
import { services } from './boot'
import type { OperatorActor } from './context'
import { env } from './env'
import { endSession, findSession, sessionHours, signIn } from './operators/sessions'

// The one file that knows next-auth: the cookie holds a session's id, and the session's row decides on every request.

const secure = () => env().APP_URL.startsWith('https:')
const cookieName = () => (secure() ? '__Secure-next-auth.session-token' : 'next-auth.session-token')

async function anonymous() {
  return { ...(await services()), actor: { kind: 'anonymous' as const }, requestId: randomUUID() }
}

function options(): AuthOptions {
  return {
    secret: env().AUTH_SECRET,
    useSecureCookies: secure(),
    session: { strategy: 'jwt', maxAge: sessionHours * 3_600 },
    pages: { signIn: '/sign-in', signOut: '/sign-in', error: '/sign-in' },
    providers: [
      Credentials({
        credentials: { email: {}, password: {} },
        authorize: async (input, request) => {
          const agent: unknown = request.headers?.['user-agent']
          const opened = await signIn(await anonymous(), input, typeof agent === 'string' ? agent : null)
          return opened && { id: opened.operatorId, sid: opened.sessionId }
        },
      }),
    ],
    callbacks: {
      jwt: ({ token, user }) => {
        if (!user) return token
        return { sub: user.id, ...('sid' in user && typeof user.sid === 'string' && { sid: user.sid }) }
      },
      // The browser learns nothing here; who acts is read from the row.
      session: ({ session }) => ({ expires: session.expires }),
    },
    events: {
      signOut: async ({ token }) => {
        if (typeof token?.sid === 'string') await endSession(await anonymous(), token.sid)
      },
    },
    logger: {
      error: code => void services().then(s => s.log.error({ code }, 'next-auth')),
      warn: () => {},
      debug: () => {},
    },
  }
}

type RouteContext = { params: Promise<{ nextauth: string[] }> }

export function authHandler(request: Request, context: RouteContext): Promise<Response> {
  return NextAuth(options())(request, context)
}

/** Who makes this request, read from the session's row; null when nobody does. One query a request. */
export const currentOperator = cache(async (): Promise<OperatorActor | null> => {
  const cookie = (await cookies()).get(cookieName())?.value
  if (!cookie) return null
  const token = await decode({ token: cookie, secret: env().AUTH_SECRET }).catch(() => null)
  if (typeof token?.sid !== 'string') return null
  return findSession(await services(), token.sid)
})
