import 'server-only'
import pino, { type Logger } from 'pino'
import { requestContext } from './http/context'
import { createScrubber } from './scrub'

export type { Logger }

function describeError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { message: String(error) }
  const cause = error.cause instanceof Error ? describeError(error.cause) : undefined
  // Only these three: an error of a client library may carry headers and bodies.
  return { name: error.name, message: error.message, stack: error.stack, ...(cause && { cause }) }
}

/** One line of JSON each; what is logged while a request is served carries its id. */
export function createLogger(
  level: string,
  secrets: readonly string[],
  write: (line: string) => void = line => process.stdout.write(line),
): Logger {
  const scrub = createScrubber(secrets)
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      serializers: { err: describeError, error: describeError },
      mixin: () => {
        const requestId = requestContext()?.requestId
        return requestId ? { requestId } : {}
      },
    },
    { write: (line: string) => write(scrub(line)) },
  )
}
