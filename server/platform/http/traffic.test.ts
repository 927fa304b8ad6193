import { once } from 'node:events'
import http, { type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { standBefore } from './request-guard'
import { createTraffic } from './traffic'

const open: http.Server[] = []
afterEach(() => {
  for (const server of open.splice(0)) server.close()
})

/** A server behind the request guard, with its counter. */
async function serve(answer: RequestListener) {
  const traffic = createTraffic()
  const server = http.createServer(answer)
  const settings = {
    appUrl: 'https://console.example.com',
    trustedProxies: 0,
    upgrades: false,
    log: () => null,
    bearsSession: async () => false,
  }
  standBefore(server, settings, traffic)
  open.push(server)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const get = async (path: string) => {
    const { port } = server.address() as AddressInfo
    const [response] = await once(http.get({ host: '127.0.0.1', port, path, agent: false }), 'response')
    const chunks: Buffer[] = []
    for await (const chunk of response) chunks.push(chunk)
    return { status: response.statusCode, headers: response.headers, text: Buffer.concat(chunks).toString() }
  }
  return { traffic, server, get }
}

describe('a console that stops', () => {
  it('answers the requests in progress, refuses new ones, and only then closes', async () => {
    let finish = () => {}
    const { traffic, server, get } = await serve((request, response) => {
      if (request.url === '/_next/static/chunks/a.js') response.end('script')
      else finish = () => response.end('done')
    })
    const received = once(server, 'request')
    const slow = get('/accounts')
    await received
    let closed = false
    const closing = traffic.close(60_000).then(() => {
      closed = true
    })
    const late = await get('/health')
    expect([late.status, late.headers['retry-after']]).toEqual([503, '5'])
    expect(late.text).toContain('The console is stopping')
    expect((await get('/_next/static/chunks/a.js')).text, 'open pages get their scripts').toBe('script')
    expect(closed).toBe(false)
    finish()
    expect((await slow).text).toBe('done')
    await closing
  })

  it('waits no longer than its limit for an answer that does not end', async () => {
    const { traffic, server, get } = await serve(() => {})
    const received = once(server, 'request')
    const hung = get('/accounts').catch(() => null)
    await received
    await traffic.close(10)
    server.closeAllConnections()
    expect(await hung).toBeNull()
  })
})
