import { createHash, randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'

type Claims = Record<string, unknown>

export type Issuer = {
  url: string
  env: Record<string, string>
  /** How often its discovery document was requested. */
  discoveries: number
  /** Who signs in next. */
  person: Claims
  /** The client's secret, which its requests for a token must carry. */
  secret: string
  /** What is wrong with the next answer; null = nothing. */
  fault: 'signature' | 'nonce' | 'audience' | 'issuer' | 'expired' | 'state' | null
  close(): Promise<void>
}

const client = { id: 'console', secret: 'a client secret of a test' }

/**
 * An OpenID provider on this machine that asks no person: it checks what the console sends, and answers as the test
 * sets it.
 */
export async function startIssuer(): Promise<Issuer> {
  const right = await generateKeyPair('RS256')
  const wrong = await generateKeyPair('RS256')
  const jwk = { ...(await exportJWK(right.publicKey)), kid: 'one', alg: 'RS256', use: 'sig' }
  const asked = new Map<string, URLSearchParams>()
  const server = createServer((request, response) => {
    answer(request, response).catch(error => response.writeHead(500).end(String(error)))
  })
  await new Promise<void>(resolve => server.listen(0, resolve))
  const url = `http://localhost:${(server.address() as AddressInfo).port}`
  const issuer: Issuer = {
    url,
    env: { OIDC_ISSUER: url, OIDC_CLIENT_ID: client.id, OIDC_CLIENT_SECRET: client.secret, OIDC_NAME: 'Example ID' },
    discoveries: 0,
    person: {},
    secret: client.secret,
    fault: null,
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', url)
    const json = (body: unknown, status = 200) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    if (pathname === '/.well-known/openid-configuration') {
      issuer.discoveries++
      return void json(discovery(url))
    }
    if (pathname === '/jwks') return void json({ keys: [jwk] })
    if (pathname === '/authorize') return void response.writeHead(302, { location: comeBack(searchParams) }).end()
    if (pathname === '/token') return void json(...(await token(request.headers.authorization, await formOf(request))))
    json({ error: 'not_found' }, 404)
  }

  function comeBack(asking: URLSearchParams): string {
    const code = randomUUID()
    asked.set(code, asking)
    const back = new URL(asking.get('redirect_uri') ?? '')
    back.searchParams.set('code', code)
    back.searchParams.set('state', issuer.fault === 'state' ? 'another' : (asking.get('state') ?? ''))
    return back.href
  }

  async function token(authorization: string | undefined, form: URLSearchParams): Promise<[unknown, number]> {
    if (secretOf(authorization) !== issuer.secret) return [{ error: 'invalid_client' }, 401]
    const asking = asked.get(form.get('code') ?? '')
    asked.delete(form.get('code') ?? '')
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url')
    if (!asking || asking.get('code_challenge') !== challenge) return [{ error: 'invalid_grant' }, 400]
    const { fault } = issuer
    const now = Math.floor(Date.now() / 1_000)
    const id_token = await new SignJWT({
      auth_time: now,
      ...issuer.person,
      nonce: fault === 'nonce' ? 'another' : asking.get('nonce'),
    })
      .setProtectedHeader({ alg: 'RS256', kid: 'one' })
      .setIssuer(fault === 'issuer' ? 'https://evil.example' : url)
      .setAudience(fault === 'audience' ? 'another client' : client.id)
      .setIssuedAt(fault === 'expired' ? now - 7_200 : now)
      .setExpirationTime(fault === 'expired' ? now - 3_600 : now + 300)
      .sign(fault === 'signature' ? wrong.privateKey : right.privateKey)
    return [{ access_token: 'none', token_type: 'Bearer', expires_in: 300, id_token }, 200]
  }
  return issuer
}

/** The secret of HTTP Basic, which OAuth encodes like a form. */
function secretOf(authorization = ''): string | null {
  const [, encoded = ''] = Buffer.from(authorization.replace(/^Basic /, ''), 'base64')
    .toString('utf8')
    .split(':')
  return new URLSearchParams(`secret=${encoded}`).get('secret')
}

const discovery = (url: string) => ({
  issuer: url,
  authorization_endpoint: `${url}/authorize`,
  token_endpoint: `${url}/token`,
  jwks_uri: `${url}/jwks`,
  response_types_supported: ['code'],
  subject_types_supported: ['public'],
  id_token_signing_alg_values_supported: ['RS256'],
  token_endpoint_auth_methods_supported: ['client_secret_basic'],
  code_challenge_methods_supported: ['S256'],
})

async function formOf(request: IncomingMessage): Promise<URLSearchParams> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return new URLSearchParams(Buffer.concat(chunks).toString('utf8'))
}
