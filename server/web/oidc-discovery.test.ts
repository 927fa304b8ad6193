import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, it } from 'vitest'
import { createDiscovery } from './oidc-discovery'

let server: Server
afterEach(() => server.close())

/** An issuer that counts its requests. `answers` may be changed during the test. */
async function issuer(more: Record<string, unknown> = {}) {
  const state = { asked: 0, answers: true, url: '' }
  server = createServer((request, response) => {
    state.asked++
    if (!state.answers || request.url !== '/.well-known/openid-configuration') {
      response.writeHead(503).end()
      return
    }
    const { url } = state
    const document = { issuer: url, authorization_endpoint: `${url}/authorize`, token_endpoint: `${url}/token` }
    response.end(JSON.stringify({ ...document, jwks_uri: `${url}/jwks`, ...more }))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  state.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return state
}

function clock() {
  const state = { now: 0 }
  return { state, read: () => state.now }
}

it('an issuer is asked once for any number of sign-ins, and again after an hour', async () => {
  const asked = await issuer()
  const time = clock()
  const discover = createDiscovery(`${asked.url}/`, time.read)
  const found = await Promise.all(Array.from({ length: 50 }, discover))
  expect(found[49]).toEqual({
    issuer: asked.url,
    authorization: { url: `${asked.url}/authorize` },
    token: { url: `${asked.url}/token` },
    jwks_endpoint: `${asked.url}/jwks`,
    client: { token_endpoint_auth_method: 'client_secret_basic' },
  })
  time.state.now = 3_599_999
  await discover()
  expect(asked.asked).toBe(1)
  time.state.now = 3_600_001
  await discover()
  expect(asked.asked).toBe(2)
})

it('a silent issuer is asked at most every ten seconds, and used again once it answers', async () => {
  const asked = await issuer()
  asked.answers = false
  const time = clock()
  const discover = createDiscovery(asked.url, time.read)
  for (let at = 0; at < 20; at++) await expect(discover()).rejects.toThrow('503')
  expect(asked.asked).toBe(1)
  asked.answers = true
  time.state.now = 10_001
  expect((await discover()).issuer).toBe(asked.url)
  expect(asked.asked).toBe(2)
})

it('the client secret is sent in a way that the issuer accepts', async () => {
  const asked = await issuer({ token_endpoint_auth_methods_supported: ['client_secret_post', 'private_key_jwt'] })
  expect((await createDiscovery(asked.url)()).client.token_endpoint_auth_method).toBe('client_secret_post')
})

it('a document without endpoints is refused', async () => {
  const asked = await issuer({ token_endpoint: 'nowhere' })
  await expect(createDiscovery(asked.url)()).rejects.toThrow('token_endpoint')
})
