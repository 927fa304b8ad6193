import 'server-only'
import { sql } from 'drizzle-orm'
import type { Services } from '../context'
import { DatabaseSilentError } from '../platform/db/down'
import { hasSpace } from '../platform/db/open-error'
import { embeddedFolder } from '../platform/env'
import { within } from '../platform/within'
import { services } from './services'

const store = globalThis as { consoleDiskFull?: boolean }

/** Milliseconds. Health checks usually time out after some seconds. */
const answerWithin = 1_500

/**
 * Whether this process can answer: it has started (so its database is migrated), the database answers in time, and the
 * disk of an embedded database has room. Telnyx does not count: without it the console still shows what it knows.
 * During a stop, the request guard answers.
 */
export function readiness(): Promise<Response> {
  return answer(services().then(({ db, log }) => isReady({ db, log }, embeddedFolder())))
}

/** Answers yes or no and nothing else, because anybody may ask. */
export async function answer(asked: boolean | Promise<boolean>): Promise<Response> {
  const healthy = await Promise.resolve(asked).catch(() => false)
  return Response.json({ healthy }, { status: healthy ? 200 : 503, headers: { 'cache-control': 'no-store' } })
}

/**
 * The reason goes to the log.
 * @param folder of the embedded database; null = there is none
 */
export async function isReady(
  { db, log }: Pick<Services, 'db' | 'log'>,
  folder: string | null,
  withinMs = answerWithin,
): Promise<boolean> {
  try {
    await within(withinMs, db.execute(sql`select 1`), new DatabaseSilentError())
  } catch (error) {
    // Late is not gone: this process itself may be busy, as in the first moments of its start.
    if (error instanceof DatabaseSilentError) log.warn({ withinMs }, 'not ready: the database did not answer in time')
    else log.error({ err: error }, 'not ready: the database does not answer')
    return false
  }
  const isFull = folder !== null && !hasSpace(folder)
  // Logged once, not at every check: logging would fill the disk further.
  if (isFull && !store.consoleDiskFull) log.error('not ready: the disk of DATA_DIR is nearly full')
  store.consoleDiskFull = isFull
  return !isFull
}
