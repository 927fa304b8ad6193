import 'server-only'
import pino, { type Logger } from 'pino'

export type { Logger }

const patterns = [
  /\bKEY[0-9A-F]{6,}_[\w-]{6,}/gi,
  /("?(?:api_key|api_token|password|authorization)"?\s*[:=]\s*"?)[^",\s}]+/gi,
]

/** Last line of defence: whatever a log line was made of, known secrets and everything of their shape leave it. */
function scrub(line: string, secrets: readonly string[]): string {
  let clean = line
  for (const secret of secrets) if (secret) clean = clean.replaceAll(secret, '[removed]')
  for (const pattern of patterns)
    clean = clean.replace(pattern, (_, lead?: string) => `${typeof lead === 'string' ? lead : ''}[removed]`)
  return clean
}

function describeError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { message: String(error) }
  const cause = error.cause instanceof Error ? describeError(error.cause) : undefined
  // Only these three: an error of a client library may carry headers and bodies.
  return { name: error.name, message: error.message, stack: error.stack, ...(cause && { cause }) }
}

export function createLogger(
  level: string,
  secrets: readonly string[],
  write: (line: string) => void = line => process.stdout.write(line),
): Logger {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      serializers: { err: describeError, error: describeError },
    },
    { write: (line: string) => write(scrub(line, secrets)) },
  )
}
