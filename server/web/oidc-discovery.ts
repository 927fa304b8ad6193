import 'server-only'
import { z } from 'zod'

/** The issuer's metadata, in the form that next-auth takes. */
export type Issuer = z.output<typeof discovered>

const url = z.url({ protocol: /^https?$/ })
const discovered = z
  .object({
    issuer: z.string().min(1),
    authorization_endpoint: url,
    token_endpoint: url,
    jwks_uri: url,
    token_endpoint_auth_methods_supported: z.array(z.string()).default(['client_secret_basic']),
  })
  .transform(document => {
    const methods = document.token_endpoint_auth_methods_supported
    const postOnly = !methods.includes('client_secret_basic') && methods.includes('client_secret_post')
    return {
      issuer: document.issuer,
      authorization: { url: document.authorization_endpoint },
      token: { url: document.token_endpoint },
      jwks_endpoint: document.jwks_uri,
      client: {
        token_endpoint_auth_method: postOnly ? ('client_secret_post' as const) : ('client_secret_basic' as const),
      },
    }
  })

const keptMs = 3_600_000
/** After a failure the issuer is not asked again for this time, however many people try to sign in. */
const failureKeptMs = 10_000
const patienceMs = 5_000

/**
 * An issuer's endpoints, by discovery. next-auth would ask for them at every sign-in, which anybody may start: here
 * they are requested once an hour, by one request at a time.
 */
export function createDiscovery(issuer: string, now: () => number = Date.now): () => Promise<Issuer> {
  let kept: { answer: Promise<Issuer>; until: number } | null = null
  return () => {
    if (kept && now() < kept.until) return kept.answer
    const asked = { answer: ask(issuer), until: Number.POSITIVE_INFINITY }
    kept = asked
    const keep = (ms: number) => () => {
      asked.until = now() + ms
    }
    asked.answer.then(keep(keptMs), keep(failureKeptMs))
    return asked.answer
  }
}

async function ask(issuer: string): Promise<Issuer> {
  const response = await fetch(`${issuer.replace(/\/+$/, '')}/.well-known/openid-configuration`, {
    headers: { accept: 'application/json' },
    redirect: 'error',
    signal: AbortSignal.timeout(patienceMs),
  })
  if (!response.ok) throw new Error(`The issuer answered its discovery with ${response.status}.`)
  return discovered.parse(await response.json())
}
