import 'server-only'
import { headers } from 'next/headers'
import { AppError } from '@/lib/errors'
import { env } from '../env'
import { unknownAddress } from './address'
import { isGuardMark } from './headers'
import { foreignWrite } from './origin'

/** Where the current request came from; see address.ts. For rate limits, group it by `addressGroup`. */
export async function clientAddress(): Promise<string> {
  return (await headers()).get('x-console-address') ?? unknownAddress
}

/**
 * False for the few requests that Next received before the request guard was attached, in the first moments of a start:
 * their headers may be forged, so they count as not signed in and write nothing.
 */
export async function passedRequestGuard(): Promise<boolean> {
  return isGuardMark((await headers()).get('x-console-guard'))
}

/** The answer to such a request; the next one passes the request guard. */
export async function refuseWhileStarting(): Promise<void> {
  if (await passedRequestGuard()) return
  throw new AppError({
    code: 'unavailable',
    message: 'The console is starting.',
    hint: 'Try again in a moment.',
    retryAfter: 1,
  })
}

/** A write comes only from a script of our own pages. The request guard has checked it; every writer checks again. */
export async function fromOurPages(): Promise<boolean> {
  const given = await headers()
  return foreignWrite(name => given.get(name), env().APP_URL) === null && (await passedRequestGuard())
}
