import 'server-only'
import { headers } from 'next/headers'
import { AppError } from '@/lib/errors'
import { env } from '../env'
import { unknownAddress } from './address'
import { isDoorMark } from './headers'
import { foreignWrite } from './origin'

/** Where the request under way came from; see address.ts. For limits, group it by `addressGroup`. */
export async function clientAddress(): Promise<string> {
  return (await headers()).get('x-console-address') ?? unknownAddress
}

/**
 * False for the few requests that Next took in before the door stood, in the first moments of a start: their headers may be forged, so
 * nobody is signed in and nothing is written by them.
 */
export async function cameThroughDoor(): Promise<boolean> {
  return isDoorMark((await headers()).get('x-console-door'))
}

/** What such a request is told: the next one is taken in properly. */
export async function refuseWhileStarting(): Promise<void> {
  if (await cameThroughDoor()) return
  throw new AppError({
    code: 'unavailable',
    message: 'The console is starting.',
    hint: 'Try again in a moment.',
    retryAfter: 1,
  })
}

/** A write comes from a script of our own pages only. The door has looked already; whoever writes looks again. */
export async function fromOurPages(): Promise<boolean> {
  const given = await headers()
  return foreignWrite(name => given.get(name), env().APP_URL) === null && (await cameThroughDoor())
}
