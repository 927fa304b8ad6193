import http, { type IncomingMessage, type ServerResponse } from 'node:http'
import net, { type AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { createLogger } from '../log'
import { requestContext } from './context'
import { guardMark } from './headers'
import { standBefore } from './request-guard'
import { longestBody, longestFile, longestOfStrangers } from './rules'
import { undeclaredProxy } from './undeclared-proxy'

// The handler behind the request guard echoes what it got; e2e/requests.spec.ts tests the guard in front of Next.

const appUrl = 'https://console.example.com'
const action = '40'.padEnd(42, 'a')
const open: http.Server[] = []
afterEach(() => {
  for (const server of open.splice(0)) server.close()
})

type Seen = { url: string; headers: Record<string, string>; body: string; requestId: string | undefined }

const session = 'next-auth.session-token=ours'

async function house(trustedProxies = 0, build?: string) {
  const reached: Seen[] = []
  const logged: string[] = []
  const log = createLogger('debug', [], line => logged.push(line))
  const server = http.createServer((request, response) => void behind(request, response, reached))
  server.on('upgrade', () => {})
  const bearsSession = async (cookies: string) => cookies === session
  standBefore(server, { appUrl, trustedProxies, upgrades: false, log: () => log, bearsSession, build })
  open.push(server)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return { port, reached, logged, server }
}

async function behind(request: IncomingMessage, response: ServerResponse, reached: Seen[]): Promise<void> {
  let body = ''
  for await (const chunk of request) body += String(chunk)
  const headers = request.headers as Record<string, string>
  reached.push({ url: request.url ?? '', headers, body, requestId: requestContext()?.requestId })
  response.end('in')
}

type Asked = { method?: string; path?: string; headers?: Record<string, string>; body?: string | Buffer }

function ask(port: number, { method = 'GET', path = '/', headers = {}, body }: Asked) {
  return new Promise<{ status: number; headers: http.IncomingHttpHeaders; text: string }>((resolve, reject) => {
    const request = http.request({ port, host: '127.0.0.1', method, path, headers, agent: false }, async response => {
      let text = ''
      for await (const chunk of response) text += String(chunk)
      resolve({ status: response.statusCode ?? 0, headers: response.headers, text })
    })
    request.on('error', reject)
    request.end(body)
  })
}

function raw(port: number, text: string): Promise<string> {
  return new Promise(resolve => {
    let answer = ''
    const socket = net.connect(port, '127.0.0.1', () => socket.write(text, 'latin1'))
    socket.on('data', data => {
      answer += data.toString('latin1')
    })
    socket.on('error', () => {})
    socket.on('close', () => resolve(answer))
    socket.setTimeout(3_000, () => socket.destroy())
  })
}

const write = (given: Record<string, string> = {}, body = '[]'): Asked => ({
  method: 'POST',
  path: '/accounts',
  headers: {
    origin: appUrl,
    'next-action': action,
    'content-type': 'text/plain;charset=UTF-8',
    cookie: session,
    ...given,
  },
  body,
})

describe('[4.6] the request guard: what comes in', () => {
  it('removes headers that only servers send', async () => {
    const { port, reached } = await house()
    await ask(port, {
      headers: {
        host: 'evil.example',
        'x-request-id': 'forged',
        'x-console-address': '10.9.9.9',
        'x-console-guard': 'forged',
        'x-console-path': '/forged',
        'x-middleware-subrequest': 'proxy:proxy:proxy:proxy:proxy',
        'x-forwarded-host': 'evil.example',
        'x-forwarded-for': '10.9.9.9',
        'x-nonce': 'forged',
        forwarded: 'for=10.9.9.9',
        rsc: '1',
        'x-console-active': '1',
      },
    })
    const { headers } = reached[0] ?? { headers: {} }
    expect(JSON.stringify(headers)).not.toMatch(/forged|evil|10\.9\.9\.9|subrequest/)
    expect(headers).toMatchObject({
      host: 'console.example.com',
      'x-forwarded-host': 'console.example.com',
      'x-forwarded-proto': 'https',
      'x-console-address': '127.0.0.1',
      'x-console-active': '1',
      rsc: '1',
    })
  })

  it('gives one id to the request, its answer and its log lines', async () => {
    const { port, reached, logged } = await house()
    const { headers } = await ask(port, { path: '/setup?token=let-me-in-12345' })
    expect(headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/)
    expect(reached[0]?.headers['x-request-id']).toBe(headers['x-request-id'])
    expect(reached[0]?.requestId).toBe(headers['x-request-id'])
    await expect.poll(() => logged.length).toBe(1)
    const line = JSON.parse(logged[0] ?? '')
    expect(line).toMatchObject({ requestId: headers['x-request-id'], method: 'GET', path: '/setup', status: 200 })
    expect(logged.join('')).not.toContain('let-me-in')
  })

  it('keeps the id and address of a request that Next sends to itself', async () => {
    const { port, reached } = await house()
    const given = { 'x-console-guard': guardMark(), 'x-request-id': 'first', 'x-console-address': '203.0.113.9' }
    await ask(port, { headers: given })
    expect(reached[0]?.headers).toMatchObject({ 'x-request-id': 'first', 'x-console-address': '203.0.113.9' })
  })

  it('uses the address that our proxies report', async () => {
    const { port, reached } = await house(1)
    await ask(port, { headers: { 'x-forwarded-for': '10.9.9.9, 203.0.113.9' } })
    expect(reached[0]?.headers).toMatchObject({ 'x-console-address': '203.0.113.9', 'x-forwarded-for': '203.0.113.9' })
  })

  it('logs once that there seems to be an undeclared proxy', async () => {
    delete (globalThis as { consoleUndeclaredProxy?: true }).consoleUndeclaredProxy
    const behindProxy = { 'x-forwarded-for': '203.0.113.9' }
    const declared = await house(1)
    await ask(declared.port, { headers: behindProxy })
    const { port, logged } = await house()
    await ask(port, {})
    await ask(port, { headers: { ...behindProxy, 'x-console-guard': guardMark(), 'x-console-address': '203.0.113.9' } })
    expect(undeclaredProxy()).toBe(false)
    await ask(port, { headers: behindProxy })
    await ask(port, { headers: behindProxy })
    expect(undeclaredProxy()).toBe(true)
    const said = [...declared.logged, ...logged].filter(line => line.includes('TRUSTED_PROXIES'))
    expect(said).toHaveLength(1)
    expect(JSON.parse(said[0] ?? '')).toMatchObject({ level: 40, setting: 'TRUSTED_PROXIES' })
    expect(said[0]).toContain('Set TRUSTED_PROXIES to the number of proxies')
  })

  const nowhere: [method: string, path: string, status: number][] = [
    ['PUT', '/', 405],
    ['DELETE', '/api/accounts', 405],
    ['OPTIONS', '/api/accounts', 405],
    ['TRACE', '/', 405],
    ['GET', `/accounts?q=${'a'.repeat(9_000)}`, 414],
    ...[
      '//evil.example',
      '/./accounts',
      '/../accounts',
      '/api/%2e%2e/accounts',
      '/api%2faccounts',
      '/a%5cb',
      '/a\\b',
    ].map((path): [string, string, number] => ['GET', path, 400]),
    ...[
      '/%00',
      '/%',
      '/%zz',
      '/%252e',
      '/%ff',
      '/a%0d%0ab',
      '/accounts/new.rsc',
      '/accounts.segments/_tree.segment.rsc',
      'http://evil.example/',
      '*',
    ].map((path): [string, string, number] => ['GET', path, 400]),
  ]
  it.each(nowhere)('refuses %s %s', async (method, path, status) => {
    const { port, reached } = await house()
    const answer = await raw(port, `${method} ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`)
    expect(answer).toContain(`HTTP/1.1 ${status} `)
    expect(answer).toContain('content-security-policy')
    expect(reached).toEqual([])
  })

  it('passes on a write with its complete body, in one piece or in many', async () => {
    const { port, reached } = await house()
    const body = `[{"note":"${'株式会社 '.repeat(20_000)}"}]`
    expect((await ask(port, write({}, body))).text).toBe('in')
    const chunked = { ...write({}, body), headers: { ...write().headers, 'transfer-encoding': 'chunked' } }
    expect((await ask(port, chunked)).text).toBe('in')
    expect(reached.map(one => one.body === body)).toEqual([true, true])
  })

  it('refuses a body over the limit, announced or not, and never passes the request on', async () => {
    const { port, reached } = await house()
    const announced = await raw(
      port,
      `POST /accounts HTTP/1.1\r\nHost: x\r\nOrigin: ${appUrl}\r\nNext-Action: ${action}\r\nContent-Type: text/plain\r\nContent-Length: ${longestBody + 1}\r\n\r\n`,
    )
    expect(announced).toContain('HTTP/1.1 413 ')
    const piece = `${(64 * 1024).toString(16)}\r\n${'a'.repeat(64 * 1024)}\r\n`
    const unannounced = await raw(
      port,
      `POST /accounts HTTP/1.1\r\nHost: x\r\nOrigin: ${appUrl}\r\nNext-Action: ${action}\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n${piece.repeat(10)}`,
    )
    expect(unannounced).toContain('HTTP/1.1 413 ')
    expect(reached).toEqual([])
  })

  it('accepts the lines of a file only where a screen reads one', async () => {
    const { port, reached } = await house()
    const statusOf = async (path: string, length: number) => {
      const headers = `Host: x\r\nOrigin: ${appUrl}\r\nNext-Action: ${action}\r\nCookie: ${session}\r\nContent-Type: text/plain\r\nConnection: close`
      const body = `["${'x'.repeat(length - 4)}"]`
      return (await raw(port, `POST ${path} HTTP/1.1\r\n${headers}\r\nContent-Length: ${length}\r\n\r\n${body}`)).slice(
        9,
        12,
      )
    }
    expect(await statusOf('/accounts/import', longestFile)).toBe('200')
    expect(await statusOf('/channels/limits', longestFile)).toBe('200')
    expect(reached).toHaveLength(2)
    expect(await statusOf('/accounts/import', longestFile + 1)).toBe('413')
    expect(await statusOf('/accounts', longestBody + 1)).toBe('413')
    expect(await statusOf('/accounts/import/x', longestBody + 1)).toBe('413')
    expect(reached).toHaveLength(2)
  })

  it('drops a long body of a sender without a session, and calls the action without it', async () => {
    const { port, reached } = await house()
    const long = `["${'x'.repeat(longestOfStrangers)}"]`
    const short = `["${'x'.repeat(1_000)}"]`
    const chunked = (headers: Record<string, string>) => ({ ...headers, 'transfer-encoding': 'chunked' })
    for (const headers of [{ cookie: '' }, { cookie: 'next-auth.session-token=forged' }]) {
      expect((await ask(port, write(headers, long))).text).toBe('in')
      const asked = write(headers, long)
      expect((await ask(port, { ...asked, headers: chunked(asked.headers ?? {}) })).text).toBe('in')
    }
    expect((await ask(port, write({}, long))).text).toBe('in')
    expect((await ask(port, write({ cookie: '' }, short))).text).toBe('in')
    expect(reached.map(one => one.body)).toEqual(['[]', '[]', '[]', '[]', long, short])
    expect(reached[0]?.headers['content-length']).toBe('2')
    const headers = { origin: appUrl, 'content-type': 'application/x-www-form-urlencoded' }
    const form = { method: 'POST', path: '/api/auth/callback/password', headers, body: long }
    expect((await ask(port, form)).status).toBe(413)
  })

  it('never passes an incomplete body on', async () => {
    const { port, reached } = await house()
    const head = `POST /accounts HTTP/1.1\r\nHost: x\r\nOrigin: ${appUrl}\r\nNext-Action: ${action}\r\nContent-Type: text/plain\r\nContent-Length: 100\r\n\r\n[{"half":`
    const socket = net.connect(port, '127.0.0.1', () => socket.write(head))
    await new Promise(resolve => socket.once('connect', resolve))
    await new Promise<void>(resolve => socket.end(() => resolve()))
    expect((await ask(port, {})).text).toBe('in')
    expect(reached.map(one => one.url)).toEqual(['/'])
  })

  it.each([
    ['no JSON', '[{'],
    ['not a list', '{"a":1}'],
    ['two arguments', '[{},{}]'],
    ['more than the tab’s operator beside the input', '[{},"an id","more"]'],
    ['a second argument that is no id', `[{},"${'x'.repeat(37)}"]`],
    ['a byte order mark', '\ufeff[]'],
    ['no UTF-8', Buffer.from([0x5b, 0x22, 0xff, 0x22, 0x5d])],
    ['a reference to a function', '["$F1"]'],
    ['a promise', '[{"then":"$@0"}]'],
    ['another chunk', '["$1:constructor:constructor"]'],
    ['a map', '["$Q1"]'],
    ['a huge number', `["$n${'9'.repeat(1_000)}"]`],
    ['a prototype', '[{"__proto__":{"role":"owner"}}]'],
    ['1,000 levels', `${'['.repeat(1_000)}${']'.repeat(1_000)}`],
    ['100,000 levels', `${'{"a":'.repeat(100_000)}`],
    ['open quotes without end', `["${'\\"'.repeat(200_000)}`],
  ])('refuses these arguments of an action: %s', async (_, body) => {
    const { port, reached } = await house()
    const { status } = await ask(port, { ...write(), body })
    expect([status, reached]).toEqual([400, []])
  })

  it.each([
    ['[]'],
    ['[{},"0b7f0a7e-9d5c-4c1b-8f4e-2d6f3d1f0a11"]'],
    ['[{"name":"$$5 off","left":"$undefined","bracket":"[[[{{{"}]'],
    [`[{"ids":[${Array.from({ length: 10_000 }, () => '"0b7f0a7e-9d5c-4c1b-8f4e-2d6f3d1f0a11"').join(',')}]}]`],
  ])('accepts what our forms send: %.60s', async body => {
    const { port } = await house()
    expect((await ask(port, write({}, body))).text).toBe('in')
  })

  it.each([
    ['multipart', { 'content-type': 'multipart/form-data; boundary=x' }, 415],
    ['a form', { 'content-type': 'application/x-www-form-urlencoded' }, 415],
    ['an action’s id that is none', { 'next-action': '../../etc' }, 404],
    ['a router state that is none', { 'next-router-state-tree': '%5B%22' }, 400],
    [
      'a router state of 100 levels',
      { 'next-router-state-tree': encodeURIComponent('["",{"children":'.repeat(100)) },
      400,
    ],
  ])('refuses a write with %s', async (_, headers, status) => {
    const { port, reached } = await house()
    expect([(await ask(port, write(headers as Record<string, string>))).status, reached]).toEqual([status, []])
  })

  it('names the build in answers of routes', async () => {
    const { port } = await house(0, 'a-build')
    expect((await ask(port, { path: '/api/sync' })).headers['x-build']).toBe('a-build')
    expect((await ask(port, { path: '/setup' })).headers['x-build']).toBeUndefined()
  })

  it('answers an unknown action id as Next does, so that the page knows that nothing ran', async () => {
    const { port } = await house()
    const { headers } = await ask(port, write({ 'next-action': 'of another kind of id' }))
    expect(headers['x-nextjs-action-not-found']).toBe('1')
  })

  it('accepts a POST without an action only at next-auth, and only as a form', async () => {
    const { port, reached } = await house()
    const { 'next-action': _, ...plain } = write().headers ?? {}
    expect((await ask(port, { ...write(), headers: plain })).status).toBe(405)
    const form = { origin: appUrl, 'content-type': 'application/x-www-form-urlencoded' }
    expect((await ask(port, { method: 'POST', path: '/accounts', headers: form, body: 'a=b' })).status).toBe(405)
    const json = { origin: appUrl, 'content-type': 'application/json' }
    expect((await ask(port, { method: 'POST', path: '/api/auth/signout', headers: json, body: '{}' })).status).toBe(415)
    expect(reached).toEqual([])
    expect((await ask(port, { method: 'POST', path: '/api/auth/signout', headers: form, body: 'a=b' })).text).toBe('in')
  })

  it('shows a form again that the browser sent itself, and passes none of its content on', async () => {
    const { port, reached } = await house()
    const navigated = {
      origin: appUrl,
      'sec-fetch-site': 'same-origin',
      'sec-fetch-mode': 'navigate',
      'sec-fetch-dest': 'document',
      'content-type': 'application/x-www-form-urlencoded',
    }
    const body = 'email=a&password=b'
    const { status, headers } = await ask(port, {
      method: 'POST',
      path: '/sign-in?next=%2Fa',
      headers: navigated,
      body,
    })
    expect([status, headers.location, reached]).toEqual([303, '/sign-in?next=%2Fa', []])
    const foreign = { ...navigated, origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }
    expect((await ask(port, { method: 'POST', path: '/sign-in', headers: foreign, body })).status).toBe(403)
  })

  it('handles an upgrade request as the plain request that it also is', async () => {
    const { port } = await house()
    const answer = await raw(
      port,
      'GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, close\r\nUpgrade: websocket\r\nSec-WebSocket-Key: x\r\n\r\n',
    )
    expect(answer).toMatch(/^HTTP\/1\.1 200 /)
  })

  it('answers bytes that are not HTTP with our headers and nothing else', async () => {
    const { port } = await house()
    for (const text of [
      'BLAH\r\n\r\n',
      'GET / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n',
      `GET / HTTP/1.1\r\nA: ${'a'.repeat(20_000)}\r\n\r\n`,
    ]) {
      const answer = await raw(port, text)
      expect(answer).toMatch(/^HTTP\/1\.1 4(00|31) /)
      expect(answer).toContain('strict-transport-security: max-age=63072000; includeSubDomains')
      expect(answer.split('\r\n\r\n')[1]).toBe('')
    }
  })
})
