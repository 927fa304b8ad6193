import 'server-only'
import { z } from 'zod'

const loopback = new Set(['localhost', '127.0.0.1', '[::1]'])

function isLoopback(url: string): boolean {
  return loopback.has(new URL(url).hostname)
}

const seconds = (fallback: number, least: number) =>
  z.coerce.number({ error: 'must be a number of seconds' }).min(least, `must be at least ${least}`).default(fallback)

/** https, or http on this machine only: a key or a session cookie never travels in the clear. */
const httpsOrLoopback = (example: string) =>
  z
    .url({ protocol: /^https?$/, error: `must be an address such as ${example}` })
    .refine(url => url.startsWith('https:') || isLoopback(url), 'must be https unless it is on this machine')

const schema = z.object({
  TELNYX_API_KEY: z.string({ error: "is missing: the manager account's API key, such as KEY0123…" }).min(1),
  TELNYX_BASE_URL: httpsOrLoopback('https://api.telnyx.com/v2').default('https://api.telnyx.com/v2'),
  APP_URL: httpsOrLoopback('https://console.example.com').refine(
    url => new URL(url).pathname === '/',
    'must be an origin without a path, such as https://console.example.com',
  ),
  AUTH_SECRET: z
    .string({ error: 'is missing: 32 or more random characters, such as the output of `openssl rand -base64 32`' })
    .min(32, 'must have 32 characters or more, such as the output of `openssl rand -base64 32`'),
  DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/, error: 'must be an address such as postgresql://user:password@host:5432/name' })
    .optional(),
  DATA_DIR: z.string().min(1).default('.data'),
  SYNC_INTERVAL: seconds(60, 1),
  LIST_LAG: seconds(30, 0),
  ACCOUNT_CAP: z.coerce.number({ error: 'must be a whole number, such as 1000' }).int().min(1).default(1000),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent'], {
      error: 'must be one of fatal, error, warn, info, debug, silent',
    })
    .default('info'),
  /** Set by `npm run demo` alone: the database is marked as a demo and gets one operator per role. */
  CONSOLE_MODE: z.enum(['real', 'demo'], { error: 'must be real or demo' }).default('real'),
})

type Env = z.infer<typeof schema>

/** A setting is missing or malformed: the text names each one and what it should look like. */
export class EnvError extends Error {
  override readonly name = 'EnvError'
}

/** Parses settings. An empty value counts as not set. Throws EnvError. */
export function parseEnv(source: Record<string, string | undefined>): Env {
  const given = Object.fromEntries(
    Object.entries(source).filter(([, value]) => value !== undefined && value.trim() !== ''),
  )
  const parsed = schema.safeParse(given)
  if (parsed.success) {
    const env = parsed.data
    if (env.CONSOLE_MODE === 'demo' && !isLoopback(env.TELNYX_BASE_URL)) {
      throw new EnvError('TELNYX_BASE_URL must be on this machine in a demo: a demo never talks to Telnyx.')
    }
    return { ...env, APP_URL: new URL(env.APP_URL).origin, TELNYX_BASE_URL: env.TELNYX_BASE_URL.replace(/\/+$/, '') }
  }
  const lines = parsed.error.issues.map(issue => `  ${issue.path.join('.')} ${issue.message}`)
  throw new EnvError(
    `The console cannot start with these settings:\n${lines.join('\n')}\nAll settings are listed in .env.example.`,
  )
}

const store = globalThis as { consoleEnv?: Env }

/** The settings, parsed at first use (a build imports every route without them). */
export function env(): Env {
  store.consoleEnv ??= parseEnv(process.env)
  return store.consoleEnv
}
