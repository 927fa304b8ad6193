import 'server-only'
import querystring from 'node:querystring'
import { z } from 'zod'
import { limitCounts } from '@/lib/account-limit'
import { roles } from '@/lib/permissions'
import type { RetentionDays } from '@/lib/retention'
import { parseFailpoints } from './failpoint'
import { isInside } from './inside'
import { oncePerProcess } from './once-per-process'
import { fileSettings, readSecretFiles } from './secret-files'

const loopback = new Set(['localhost', '127.0.0.1', '[::1]'])

/** Whether the address names this machine. */
export function isLoopback(url: string): boolean {
  return loopback.has(new URL(url).hostname)
}

const seconds = (fallback: number, least: number) =>
  z.coerce.number({ error: 'must be a number of seconds' }).min(least, `must be at least ${least}`).default(fallback)

const whole = (what: string) => z.coerce.number({ error: `must be a whole ${what}` }).int(`must be a whole ${what}`)

const days = (fallback: number, least: number) =>
  whole(`number of days, such as ${fallback}`)
    .min(least, `must be at least ${least} days`)
    .max(36_500, 'must be at most 36500 days')
    .default(fallback)

/** https, or http on this machine only: a key or a session cookie never travels unencrypted. */
const httpsOrLoopback = (example: string) =>
  z
    // Without `abort` the next check would parse a text that is not an address, and throw.
    .url({ protocol: /^https?$/, error: `must be an address such as ${example}`, abort: true })
    .refine(url => url.startsWith('https:') || isLoopback(url), 'must be https unless it is on this machine')

const port = whole('number, such as 3000').min(1, 'must be from 1 to 65535').max(65_535, 'must be from 1 to 65535')

const postgresUrl = (user: string) =>
  z.url({
    protocol: /^postgres(ql)?$/,
    error: `must be an address such as postgresql://${user}:password@host:5432/name`,
  })

const longSecret = 'must have 32 characters or more, such as the output of `openssl rand -base64 32`'

const patience = z.string().transform((text, check) => {
  const [, probes, abandoned] = /^(\d+(?:,\d+)*)\/(\d+)$/.exec(text) ?? []
  if (probes && abandoned) return { probeSeconds: probes.split(',').map(Number), abandonedSeconds: Number(abandoned) }
  check.addIssue('must be seconds such as 1,2,3/5')
  return z.NEVER
})

/** `owner=console-owners;support=helpdesk`: which group of the issuer gets which role. */
const groupRoles = z.string().transform((text, check) => {
  const pairs = text.split(';').flatMap(one => (one.trim() === '' ? [] : [one.trim()]))
  return pairs.flatMap(pair => {
    const [, name, group] = /^(\w+)\s*=\s*(.+)$/.exec(pair) ?? []
    const role = roles.find(one => one === name)
    if (role && group) return [{ role, group: group.trim() }]
    check.addIssue(`must be roles and groups such as owner=console-owners;support=helpdesk; "${pair}" is not`)
    return []
  })
})

const schema = z.object({
  TELNYX_API_KEY: z.string({ error: "is missing: the manager account's API key, such as KEY0123…" }).min(1),
  TELNYX_BASE_URL: httpsOrLoopback('https://api.telnyx.com/v2').default('https://api.telnyx.com/v2'),
  APP_URL: httpsOrLoopback('https://console.example.com').refine(
    url => new URL(url).pathname === '/',
    'must be an origin without a path, such as https://console.example.com',
  ),
  AUTH_SECRET: z
    .string({ error: 'is missing: 32 or more random characters, such as the output of `openssl rand -base64 32`' })
    .min(32, longSecret),
  /** The former value of AUTH_SECRET. */
  AUTH_SECRET_PREVIOUS: z.string().min(1).optional(),
  /** The audit key; without it the first start makes one and stores it sealed in the database. */
  AUDIT_KEY: z.string().min(32, longSecret).optional(),
  DATABASE_URL: postgresUrl('user').optional(),
  /** This role migrates, so that DATABASE_URL's role needs only the rights of the running console. */
  DATABASE_OWNER_URL: postgresUrl('owner').optional(),
  DATA_DIR: z.string().min(1).default('.data'),
  /** Accepts that the embedded database may lose its last commits in a power cut. */
  EMBEDDED_DATABASE_MAY_LOSE_COMMITS: z.literal('yes', { error: 'must be yes, or not set' }).optional(),
  PORT: port.default(3000),
  /** The address of this machine to listen on; not set = all addresses. */
  HOST: z.string().trim().min(1).optional(),
  AUDIT_CHECKPOINTS: z.string().min(1).optional(),
  /** The port of the metrics; not set = there are none. */
  METRICS_PORT: port.optional(),
  METRICS_HOST: z.string().trim().min(1).default('127.0.0.1'),
  SYNC_INTERVAL: seconds(60, 1),
  LIST_LAG: seconds(30, 0),
  /** Minutes without a running console, after which jobs and scheduled changes wait for a person at the next start. */
  HOLD_AFTER: whole('number of minutes, such as 10').min(1).max(10_080).default(10),
  /** How long rows are kept after they ended or were last used (server/keeping/retention.ts). */
  KEEP_SESSIONS: days(90, 1),
  KEEP_DEVICES: days(400, 30),
  KEEP_COMMANDS: days(400, 30),
  KEEP_JOBS: days(400, 30),
  KEEP_ROSTER_CHANGES: days(400, 30),
  /** Seconds in which a disable can be undone before it is sent. */
  DISABLE_GRACE: seconds(10, 0).refine(value => value <= 60, 'must be at most 60'),
  ACCOUNT_CAP: whole('number, such as 1000').min(1).default(1000),
  ACCOUNT_CAP_COUNTS: z.enum(limitCounts, { error: `must be one of ${limitCounts.join(', ')}` }).default('active'),
  /** How long the history of balances, counts and channels is kept. */
  HISTORY_MONTHS: whole('number of months, such as 25')
    .min(4, 'must be from 4 to 120')
    .max(120, 'must be from 4 to 120')
    .default(25),
  /** The help desk's address of a ticket; `{ticket}` stands for its reference. */
  TICKET_URL: z
    .string()
    .refine(
      url => /^https?:\/\/[^/{]+\/.*\{ticket\}/.test(url) && URL.canParse(url.replaceAll('{ticket}', '1')),
      'must be an address such as https://example.zendesk.com/agent/tickets/{ticket}',
    )
    .optional(),
  /** Number of our own reverse proxies in front: only with a number is `x-forwarded-for` believed. */
  TRUSTED_PROXIES: whole('number, such as 1').min(0).max(10).default(0),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent'], {
      error: 'must be one of fatal, error, warn, info, debug, silent',
    })
    .default('info'),
  OIDC_ISSUER: httpsOrLoopback('https://login.example.com').optional(),
  OIDC_CLIENT_ID: z.string().min(1).optional(),
  OIDC_CLIENT_SECRET: z.string().min(1).optional(),
  /** On the button: "Sign in with …". */
  OIDC_NAME: z.string().trim().min(1).max(40, 'must have 40 characters or fewer').default('single sign-on'),
  OIDC_SCOPE: z
    .string()
    .regex(/\bopenid\b/, 'must contain openid')
    .default('openid email profile'),
  OIDC_GROUP_CLAIM: z.string().min(1).default('groups'),
  OIDC_ROLES: groupRoles.default([]),
  /** Set only by `npm run demo`: the database is marked as a demo and gets one operator per role. */
  CONSOLE_MODE: z.enum(['real', 'demo'], { error: 'must be real or demo' }).default('real'),
  /** Set only by `npm run demo`, and only for a demo: three months of invented history. */
  DEMO_HISTORY: z.stringbool({ error: 'must be true or false' }).default(false),
  /** Set by tests that kill a console: where it kills itself, such as create.before_send@1. Needs CONSOLE_TEST. */
  CONSOLE_FAILPOINTS: z.string().optional(),
  /** By the same tests: `1,2,3/5` looks up unknown outcomes after 1, 2 and 3 s; a silent process is dead after 5 s. */
  CONSOLE_PATIENCE: patience.optional(),
  /** Set by the start: the id of the build. */
  CONSOLE_BUILD: z.string().optional(),
  CONSOLE_TEST: z.literal('1', { error: 'must be 1; only tests set it' }).optional(),
})

export type Env = z.infer<typeof schema>

/** The names of all settings that the server reads. */
export const settingNames: readonly string[] = [...Object.keys(schema.shape), ...fileSettings]

/** A setting is missing or malformed: the text names each one and its format. */
export class EnvError extends Error {
  override readonly name = 'EnvError'
}

function checkPlaces(env: Env): void {
  if (env.DATABASE_OWNER_URL && !env.DATABASE_URL) {
    throw new EnvError('DATABASE_OWNER_URL needs DATABASE_URL too: the address that the running console uses.')
  }
  if (env.METRICS_PORT === env.PORT) {
    throw new EnvError('METRICS_PORT must differ from PORT: metrics are served on a separate port, away from visitors.')
  }
  if (env.AUDIT_CHECKPOINTS && isInside(env.AUDIT_CHECKPOINTS, env.DATA_DIR)) {
    throw new EnvError(
      'AUDIT_CHECKPOINTS must lie outside DATA_DIR: a person who can change the record there must not be able to change its checkpoints too.',
    )
  }
}

/** Refused, not ignored: a console that can be told to kill itself must not start, nor a test without its failpoint. */
function checkFailpoints(env: Env): void {
  if (env.CONSOLE_FAILPOINTS === undefined && env.CONSOLE_PATIENCE === undefined) return
  if (!env.CONSOLE_TEST || !isLoopback(env.TELNYX_BASE_URL)) {
    throw new EnvError(
      'CONSOLE_FAILPOINTS and CONSOLE_PATIENCE are for tests against a sandbox on this machine. Remove them from the settings.',
    )
  }
  if (env.CONSOLE_FAILPOINTS === undefined) return
  try {
    parseFailpoints(env.CONSOLE_FAILPOINTS)
  } catch (error) {
    throw new EnvError(`CONSOLE_FAILPOINTS: ${error instanceof Error ? error.message : error}.`)
  }
}

/** What is set: an empty value counts as not set, and secrets are read from their files. Throws EnvError. */
function read(source: Record<string, string | undefined>): Record<string, string | undefined> {
  const { settings, problems } = readSecretFiles(
    Object.fromEntries(Object.entries(source).filter(([, value]) => value?.trim())),
  )
  if (problems.length > 0) {
    throw new EnvError(`The console cannot start with these settings:\n${problems.map(one => `  ${one}`).join('\n')}`)
  }
  return settings
}

/** Parses settings. Throws EnvError. */
export function parseEnv(source: Record<string, string | undefined>): Env {
  const { data: env, error } = schema.safeParse(read(source))
  if (error) {
    const lines = error.issues.map(issue => `  ${issue.path.join('.')} ${issue.message}`)
    throw new EnvError(
      `The console cannot start with these settings:\n${lines.join('\n')}\nAll settings are listed in .env.example.`,
    )
  }
  if (env.CONSOLE_MODE === 'demo' && !isLoopback(env.TELNYX_BASE_URL)) {
    throw new EnvError('TELNYX_BASE_URL must be on this machine in a demo: a demo never talks to Telnyx.')
  }
  if (env.DEMO_HISTORY && env.CONSOLE_MODE !== 'demo') {
    throw new EnvError(
      'DEMO_HISTORY creates invented figures and is allowed only in a demo. Remove it from the settings.',
    )
  }
  checkPlaces(env)
  checkFailpoints(env)
  const given = [env.OIDC_ISSUER, env.OIDC_CLIENT_ID, env.OIDC_CLIENT_SECRET].filter(Boolean).length
  if (given !== 0 && given !== 3) {
    throw new EnvError('OIDC_ISSUER, OIDC_CLIENT_ID and OIDC_CLIENT_SECRET belong together: set all three or none.')
  }
  return { ...env, APP_URL: new URL(env.APP_URL).origin, TELNYX_BASE_URL: env.TELNYX_BASE_URL.replace(/\/+$/, '') }
}

/** Whether a power cut may lose important commits, and this risk has not been accepted. */
export function risksCommits(env: Env): boolean {
  const isReal = env.CONSOLE_MODE === 'real' && !isLoopback(env.TELNYX_BASE_URL)
  return isReal && !env.DATABASE_URL && !env.EMBEDDED_DATABASE_MAY_LOSE_COMMITS
}

/** For a start only: other commands work on the database as it is. Throws EnvError. */
export function checkDurability(env: Env): void {
  if (!risksCommits(env)) return
  throw new EnvError(
    'The embedded database does not wait for the disk: a power cut may lose its last seconds, and with them the record of what was sent to Telnyx. Set DATABASE_URL to a PostgreSQL database. To accept this risk instead, set EMBEDDED_DATABASE_MAY_LOSE_COMMITS=yes.',
  )
}

const recordSchema = schema
  .pick({
    AUDIT_KEY: true,
    AUTH_SECRET_PREVIOUS: true,
    DATABASE_URL: true,
    DATABASE_OWNER_URL: true,
    DATA_DIR: true,
    AUDIT_CHECKPOINTS: true,
  })
  .extend({ AUTH_SECRET: z.string().optional() })

/** The settings for verifying the audit and for restores, where the others may be missing. Throws EnvError. */
export function parseRecordEnv(source: Record<string, string | undefined>): z.infer<typeof recordSchema> {
  const parsed = recordSchema.safeParse(read(source))
  if (parsed.success) return parsed.data
  throw new EnvError(parsed.error.issues.map(issue => `${issue.path.join('.')} ${issue.message}`).join('\n'))
}

export function retentionOf(settings: Env): RetentionDays {
  return {
    sessions: settings.KEEP_SESSIONS,
    devices: settings.KEEP_DEVICES,
    commands: settings.KEEP_COMMANDS,
    jobs: settings.KEEP_JOBS,
    rosterChanges: settings.KEEP_ROSTER_CHANGES,
  }
}

/** The settings, parsed at first use: a build imports every route without them. */
export const env = oncePerProcess('consoleEnv', () => parseEnv(process.env))

/** The folder of the embedded database; null = DATABASE_URL is used. */
export function embeddedFolder({ DATABASE_URL, DATA_DIR } = env()): string | null {
  return DATABASE_URL ? null : DATA_DIR
}

/** The value of every secret setting, passwords inside addresses too: no answer and no log line may contain one. */
export function secretsOf(settings: Env): string[] {
  return Object.entries(settings).flatMap(([name, value]) => {
    if (typeof value !== 'string') return []
    if (/_(?:KEY|SECRET|TOKEN|PASSWORD)(?:_PREVIOUS)?$/.test(name)) return [value]
    const password = URL.canParse(value) ? new URL(value).password : ''
    return password ? [password, querystring.unescape(password)] : []
  })
}
