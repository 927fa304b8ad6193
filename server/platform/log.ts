import 'server-only'
import pino, { type Logger } from 'pino'
import { databaseDownCause } from './db/down'
import { requestContext } from './http/context'
import { createScrubber } from './scrub'

export type { Logger }

function describeError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { message: String(error) }
  const cause = error.cause instanceof Error ? describeError(error.cause) : undefined
  // Only these three fields: the error of a client library may carry headers and bodies.
  return { name: error.name, message: error.message, stack: error.stack, ...(cause && { cause }) }
}

/** While the database is down everything fails for the same cause: one line per cause in this time. Milliseconds. */
const repeatedAfter = 60_000

/** How often a cause was left out since its last line; null = leave it out now too. */
function createSieve(now: () => number): (cause: string) => number | null {
  const seen = new Map<string, { at: number; leftOut: number }>()
  return cause => {
    const last = seen.get(cause)
    if (last && now() - last.at < repeatedAfter) {
      last.leftOut += 1
      return null
    }
    seen.set(cause, { at: now(), leftOut: 0 })
    return last?.leftOut ?? 0
  }
}

/** One line of JSON each; lines logged during a request carry its id. */
export function createLogger(
  level: string,
  secrets: readonly string[],
  write: (line: string) => void = line => process.stdout.write(line),
  now: () => number = Date.now,
): Logger {
  const scrub = createScrubber(secrets)
  const sieve = createSieve(now)
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      serializers: { err: describeError, error: describeError },
      hooks: {
        logMethod(args, method) {
          const [about, ...words] = args as [unknown, string?]
          const cause = about instanceof Object && 'err' in about ? databaseDownCause(about.err) : null
          if (cause === null) return method.apply(this, args)
          const leftOut = sieve(cause)
          if (leftOut !== null) method.call(this, { ...Object(about), ...(leftOut > 0 && { leftOut }) }, ...words)
        },
      },
      mixin: () => {
        const requestId = requestContext()?.requestId
        return requestId ? { requestId } : {}
      },
    },
    { write: (line: string) => write(scrub(line)) },
  )
}
