import type { Env } from '../../platform/env'
import { createTelnyx } from '../../telnyx/client'
import { TelnyxError, toProblem } from '../../telnyx/error'
import { createDiscovery } from '../../web/oidc-discovery'
import { checkClock } from './database'
import { type Finding, ok, problem, warning } from './finding'

/** Asks for one account, as every sweep does: only a manager account's key may. */
export async function checkTelnyx({ TELNYX_API_KEY: apiKey, TELNYX_BASE_URL: baseUrl }: Env): Promise<Finding[]> {
  const about = 'TELNYX_API_KEY'
  const telnyx = createTelnyx({ apiKey, baseUrl, readDeadlineMs: 10_000 })
  try {
    await telnyx.accounts.list({ page: 1, size: 1 }, { lane: 'click' })
    const { limit, windowMs } = telnyx.limiter.snapshot()
    const rate = limit === null || windowMs === null ? '' : ` Rate limit: ${limit} requests in ${windowMs / 1_000} s.`
    return [ok(about, `Telnyx accepts the key that ends in …${telnyx.keyEnd}, and it is a manager account's.${rate}`)]
  } catch (error) {
    if (!(error instanceof TelnyxError)) throw error
    const { message, hint } = toProblem(error)
    return [problem(about, message, hint ?? 'Run this command again after that.')]
  }
}

/** Checks what answers at the console's own address. */
export async function checkAddress({ APP_URL }: Env): Promise<Finding[]> {
  const about = 'APP_URL'
  const before = Date.now()
  const answer = await fetch(`${APP_URL}/health/live`, {
    redirect: 'manual',
    signal: AbortSignal.timeout(5_000),
  }).catch((error: unknown) => error)
  if (!(answer instanceof Response)) {
    return [
      warning(
        about,
        `Nothing answers at ${APP_URL} (${causeOf(answer)}).`,
        'Start the console, and check name, certificate and proxy. Before the first start this is expected.',
      ),
    ]
  }
  const body = (await answer.json().catch(() => null)) as { healthy?: unknown } | null
  if (typeof body?.healthy !== 'boolean') {
    return [
      problem(
        about,
        `Another program answers at ${APP_URL} (HTTP ${answer.status}).`,
        'Correct APP_URL, or the target of the proxy.',
      ),
    ]
  }
  const date = Date.parse(answer.headers.get('date') ?? '')
  // A Date header has no fractions of a second.
  const clock = Number.isNaN(date) ? [] : [checkClock('Clock of the console', before - 1_000, date, Date.now())]
  return [ok(about, `The console answers at ${APP_URL}.`), ...clock]
}

export function checkProxies({ APP_URL, TRUSTED_PROXIES, CONSOLE_MODE }: Env): Finding[] {
  if (!APP_URL.startsWith('https:') || TRUSTED_PROXIES > 0 || CONSOLE_MODE !== 'real') return []
  return [
    warning(
      'TRUSTED_PROXIES',
      'APP_URL is https, which needs a proxy in front, but no proxy is trusted: every visitor counts as the proxy’s address.',
      'Set TRUSTED_PROXIES to the number of your proxies, usually 1.',
    ),
  ]
}

/** The metrics have no sign-in: everybody who can connect reads them. */
export function checkMetrics({ METRICS_PORT, METRICS_HOST }: Env): Finding[] {
  if (METRICS_PORT === undefined || ['127.0.0.1', '::1', 'localhost'].includes(METRICS_HOST)) return []
  return [
    warning(
      'METRICS_HOST',
      `The metrics are served on ${METRICS_HOST}, without a sign-in: everyone who reaches that address can read them.`,
      'Let a firewall admit only the Prometheus server, or remove METRICS_HOST.',
    ),
  ]
}

export async function checkSignOn({ OIDC_ISSUER }: Env): Promise<Finding[]> {
  if (!OIDC_ISSUER) return []
  try {
    await createDiscovery(OIDC_ISSUER)()
    return [ok('OIDC_ISSUER', `${OIDC_ISSUER} answers.`)]
  } catch (error) {
    return [
      problem(
        'OIDC_ISSUER',
        `${OIDC_ISSUER} cannot be used: ${causeOf(error)}.`,
        'Correct OIDC_ISSUER. Until then people sign in by password.',
      ),
    ]
  }
}

function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const { cause } = error
  return cause instanceof Error ? cause.message : error.message
}
