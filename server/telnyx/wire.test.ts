import net, { type AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { createTelnyx, type Telnyx } from './client'
import { TelnyxError } from './error'
import { NOBODY_LISTENS, startHttp, startRaw } from './testing/raw-server'

const id = '0f9c1a6e-6a52-4b55-9d1e-3b1f0a2c4d5e'
const key = 'KEY0123456789ABCDEF0123456789ABCDEF_secretsecret'
const account = JSON.stringify({ data: { id, email: 'a@b.example' } })

const open: { close(): Promise<void> }[] = []
afterEach(async () => {
  vi.unstubAllEnvs()
  vi.restoreAllMocks()
  await Promise.all(open.splice(0).map(server => server.close()))
})

async function raw(...args: Parameters<typeof startRaw>) {
  const server = await startRaw(...args)
  open.push(server)
  return server
}

async function http(...args: Parameters<typeof startHttp>) {
  const server = await startHttp(...args)
  open.push(server)
  return server
}

function at(baseUrl: string, readDeadlineMs = 1500): Telnyx {
  return createTelnyx({ apiKey: key, baseUrl, readDeadlineMs, writeDeadlineMs: 1000 })
}

function answering(text: string, headers: Record<string, string> = {}, status = 200) {
  return http((_, response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers })
    response.end(text)
  })
}

describe('answers that break off or never end', () => {
  it.each([
    ['headers that never end', (socket: net.Socket) => socket.write('HTTP/1.1 200 OK\r\nContent-'), 'timeout'],
    ['a body that trickles for ever', trickle, 'timeout'],
    [
      'a body shorter than announced',
      (socket: net.Socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 90\r\n\r\n{"data":'),
      'bad_answer',
    ],
    [
      'chunks that end too soon',
      (socket: net.Socket) => socket.end('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{"dat'),
      'bad_answer',
    ],
    [
      'half a body and a close that hides it',
      (socket: net.Socket) => socket.end('HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{"data":{"id":'),
      'bad_answer',
    ],
    ['no HTTP at all', (socket: net.Socket) => socket.end('SSH-2.0-OpenSSH_9.2\r\n'), 'bad_answer'],
    [
      'two lengths',
      (socket: net.Socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}'),
      'bad_answer',
    ],
    [
      'headers beyond all measure',
      (socket: net.Socket) => socket.end(`HTTP/1.1 200 OK\r\nX: ${'x'.repeat(100_000)}\r\n\r\n`),
      'bad_answer',
    ],
    [
      'an upgrade nobody asked for',
      (socket: net.Socket) => socket.write('HTTP/1.1 101 Switching\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n'),
      'network',
    ],
    ['a close without a word', (socket: net.Socket) => socket.end(), 'network'],
  ] as const)('%s', async (_, answer, kind) => {
    const server = await raw(answer)
    const started = performance.now()
    const error = await failure(at(`http://127.0.0.1:${server.port}/v2`).accounts.disable(id))
    expect(performance.now() - started).toBeLessThan(2500)
    expect(error).toMatchObject({ kind, certainty: 'unknown' })
    expect(server.received).toHaveLength(1)
  })

  it('a refusal counts even when its body stalls', async () => {
    const server = await raw(socket => socket.write('HTTP/1.1 422 No\r\nContent-Length: 500\r\n\r\n{"errors":[{'))
    const telnyx = createTelnyx({ apiKey: key, baseUrl: `http://127.0.0.1:${server.port}/v2`, writeDeadlineMs: 5000 })
    expect(await failure(telnyx.accounts.disable(id))).toMatchObject({ kind: 'invalid', status: 422, certainty: 'no' })
  })
})

function trickle(socket: net.Socket): void {
  socket.write('HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n')
  const timer = setInterval(() => socket.write(' '), 20)
  socket.on('close', () => clearInterval(timer))
}

describe('answers other than the requested one', () => {
  it.each([
    ['another account', JSON.stringify({ data: { id: 'ffffffff-6a52-4b55-9d1e-3b1f0a2c4d5e' } })],
    ['no id', JSON.stringify({ data: { email: 'a@b.example' } })],
    ['a list', JSON.stringify({ data: [{ id }], meta: {} })],
    ['null', 'null'],
    ['a number', '7'],
    ['no JSON', `${account},`],
  ])('%s', async (_, body) => {
    const server = await answering(body)
    expect(await failure(at(server.url).accounts.disable(id))).toMatchObject({
      kind: 'bad_answer',
      certainty: 'unknown',
    })
    expect(await failure(at(server.url).accounts.setChannelLimit(id, 1))).toMatchObject({
      kind: 'bad_answer',
      certainty: 'unknown',
    })
    expect(await failure(at(server.url).accounts.retrieve(id))).toMatchObject({ kind: 'bad_answer' })
  })

  it('an object without rows, which is not an empty list', async () => {
    const server = await answering('{}')
    expect(await failure(at(server.url).accounts.list({ page: 1, size: 1 }))).toMatchObject({ kind: 'bad_answer' })
    expect(await failure(at(server.url).organization.groupsReport())).toMatchObject({ kind: 'bad_answer' })
    expect(await failure(at(server.url).organization.groupsReportCsv())).toMatchObject({ kind: 'bad_answer' })
  })

  it('a page of a firewall, which is not Telnyx’s answer', async () => {
    for (const status of [401, 403, 404, 422]) {
      const server = await answering('<html>Blocked</html>', { 'content-type': 'text/html' }, status)
      expect(await failure(at(server.url).accounts.retrieve(id))).toMatchObject({ kind: 'bad_answer', status })
      expect(await failure(at(server.url).accounts.disable(id))).toMatchObject({ kind: 'bad_answer', certainty: 'no' })
    }
  })

  it('a compressed body that was not requested', async () => {
    const server = await http((request, response) => {
      expect(request.headers['accept-encoding']).toBe('identity')
      response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' })
      response.end(gzipSync(account))
    })
    expect(await failure(at(server.url).accounts.disable(id))).toMatchObject({
      kind: 'bad_answer',
      certainty: 'unknown',
    })
  })
})

describe('bodies are capped while they stream', () => {
  it.each([
    ['announced', { 'content-length': '400000' }],
    ['not announced', {}],
  ])('a single account, %s', async (_, headers) => {
    let written = 0
    const server = await http((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json', ...headers })
      const more = () => {
        while (!response.destroyed && written < 50_000_000) {
          written += 10_000
          if (!response.write(' '.repeat(10_000))) return void response.once('drain', more)
        }
      }
      more()
    })
    expect(await failure(at(server.url, 30_000).accounts.disable(id))).toMatchObject({
      kind: 'bad_answer',
      certainty: 'unknown',
    })
    expect(written).toBeLessThan(10_000_000)
  })

  it('a list may be larger than a single account, a report larger than a list', async () => {
    const rows = (bytes: number) => JSON.stringify({ data: [{ id, email: 'x'.repeat(bytes) }] })
    const list = await answering(rows(4_000_000))
    expect((await at(list.url, 30_000).accounts.list({ page: 1, size: 1 })).rows).toHaveLength(1)
    const tooLong = await answering(rows(6_000_000))
    expect(await failure(at(tooLong.url, 30_000).accounts.list({ page: 1, size: 1 }))).toMatchObject({
      kind: 'bad_answer',
    })
    expect((await at(tooLong.url, 30_000).organization.groupsReport()).users).toHaveLength(1)
  })
})

describe('nothing was sent, so nothing was done', () => {
  it('connection refused', async () => {
    expect(await failure(at(NOBODY_LISTENS).accounts.disable(id))).toMatchObject({
      kind: 'network',
      certainty: 'no',
    })
  })

  it('a name that does not exist', async () => {
    expect(await failure(at('https://telnyx.invalid/v2').accounts.disable(id))).toMatchObject({
      kind: 'network',
      certainty: 'no',
    })
  })

  it('no TLS on the other side', async () => {
    const paths: unknown[] = []
    const server = await http((request, response) => {
      paths.push(request.url)
      response.end(account)
    })
    const error = await failure(at(server.url.replace('http:', 'https:')).accounts.disable(id))
    expect(error).toMatchObject({ kind: 'network', certainty: 'no' })
    expect(paths).toEqual([])
  })

  it('a TLS handshake that never ends', async () => {
    const server = await new Promise<net.Server>(resolve => {
      const silent = net.createServer(() => {})
      silent.listen(0, '127.0.0.1', () => resolve(silent))
    })
    const { port } = server.address() as AddressInfo
    expect(await failure(at(`https://127.0.0.1:${port}/v2`).accounts.disable(id))).toMatchObject({
      kind: 'timeout',
      certainty: 'no',
    })
    server.close()
  })

  it.each(['', '0'])('a certificate that nobody signed, with NODE_TLS_REJECT_UNAUTHORIZED=%j', async setting => {
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', setting)
    const server = await raw(
      socket => socket.end(`HTTP/1.1 200 OK\r\nContent-Length: ${account.length}\r\n\r\n${account}`),
      true,
    )
    expect(await failure(at(`https://localhost:${server.port}/v2`).accounts.disable(id))).toMatchObject({
      kind: 'network',
      certainty: 'no',
    })
    expect(server.received.join('')).toBe('')
  })
})

describe('the environment has no effect', () => {
  it('on address, key, headers, proxy or log level', async () => {
    const proxy = await raw(socket => socket.end())
    const printed: unknown[] = []
    for (const method of ['log', 'info', 'warn', 'error', 'debug'] as const) {
      vi.spyOn(console, method).mockImplementation((...words) => void printed.push(words))
    }
    const other = `http://127.0.0.1:${proxy.port}`
    vi.stubEnv('TELNYX_BASE_URL', other)
    vi.stubEnv('TELNYX_API_KEY', 'KEYother')
    vi.stubEnv('TELNYX_PUBLIC_KEY', 'other')
    vi.stubEnv('TELNYX_CLIENT_ID', 'other')
    vi.stubEnv('TELNYX_CLIENT_SECRET', 'other')
    vi.stubEnv('TELNYX_CUSTOM_HEADERS', 'Authorization: Bearer other\nX-Other: 1')
    vi.stubEnv('TELNYX_LOG', 'debug')
    vi.stubEnv('NODE_DEBUG', 'http')
    vi.stubEnv('NODE_USE_ENV_PROXY', '1')
    for (const name of ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY', 'http_proxy', 'https_proxy']) vi.stubEnv(name, other)

    const seen: unknown[] = []
    const server = await http((request, response) => {
      seen.push({ url: request.url, ...request.headers })
      response.writeHead(200, { 'content-type': 'application/json' })
      response.end(account)
    })
    await at(server.url).accounts.create({
      businessName: 'x',
      email: 'a@b.example',
      password: 'p4ssw0rd-p4ssw0rd',
      allowCustomPricing: false,
      rollupBilling: false,
    })
    await at(server.url).accounts.retrieve(id)
    vi.stubEnv('TELNYX_LOG', 'nonsense')
    await at(server.url).accounts.retrieve(id)

    expect(seen).toHaveLength(3)
    for (const headers of seen) {
      expect(headers).toMatchObject({
        authorization: `Bearer ${key}`,
        'user-agent': expect.stringMatching(/^Telnyx\/JS 7\./),
      })
      expect(headers).not.toHaveProperty('x-other')
    }
    expect(printed).toEqual([])
    expect(proxy.received).toEqual([])
  })

  it.each([
    'http://api.telnyx.com/v2',
    'ftp://127.0.0.1/',
    'api.telnyx.com',
    'https://user:pw@api.telnyx.com/v2',
    'https://api.telnyx.com/v2?x=1',
    '',
  ])('refuses to start with the address %j', address => {
    expect(() => at(address)).toThrow(/address of Telnyx/)
  })

  it.each(['', 'KEY with spaces', 'KEY\nx', 'KEYé'])(
    'refuses to start with the key %j, without repeating it',
    apiKey => {
      expect(() => createTelnyx({ apiKey, baseUrl: 'https://api.telnyx.com/v2' })).toThrow(
        'The key of Telnyx is empty or has characters no key has.',
      )
    },
  )
})

it('a cancelled write is cut off, so that nothing of it is delivered later', async () => {
  const ends: (string | undefined)[] = []
  const server = await raw(socket => {
    socket.on('error', (error: NodeJS.ErrnoException) => ends.push(error.code))
    socket.on('end', () => ends.push('end'))
  })
  const url = `http://127.0.0.1:${server.port}/v2`
  const telnyx = createTelnyx({ apiKey: key, baseUrl: url, writeDeadlineMs: 300 })
  expect(await failure(telnyx.accounts.disable(id))).toMatchObject({ kind: 'timeout', certainty: 'unknown' })
  await expect.poll(() => ends).toEqual(['ECONNRESET'])
})

it('a kept connection that died silently costs a read half its time, but not its answer', async () => {
  let asked = 0
  const server = await raw((socket, connection) => {
    const answer = `HTTP/1.1 200 OK\r\nContent-Length: ${account.length}\r\n\r\n${account}`
    socket.write(answer)
    socket.on('data', () => {
      asked += 1
      if (connection > 0) socket.write(answer)
    })
  })
  const telnyx = at(`http://127.0.0.1:${server.port}/v2`, 1000)
  await telnyx.accounts.retrieve(id)
  const began = performance.now()
  expect((await telnyx.accounts.retrieve(id)).id).toBe(id)
  expect(performance.now() - began).toBeLessThan(1000)
  expect(server.received).toHaveLength(2)
  expect(asked).toBe(1)
})

it('reads share a connection, and a write uses a new one', async () => {
  const ports: (number | undefined)[] = []
  const server = await http((request, response) => {
    ports.push(request.socket.remotePort)
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end(account)
  })
  const telnyx = at(server.url)
  await telnyx.accounts.retrieve(id)
  await telnyx.accounts.retrieve(id)
  await telnyx.accounts.disable(id)
  await telnyx.accounts.disable(id)
  expect(ports[0]).toBe(ports[1])
  expect(new Set(ports).size).toBe(3)
})

it('a slash at the end of the address makes no difference', async () => {
  const paths: (string | undefined)[] = []
  const server = await http((request, response) => {
    paths.push(request.url)
    response.end(account)
  })
  await at(`${server.url}/`).accounts.retrieve(id)
  expect(paths).toEqual([`/v2/managed_accounts/${id}`])
})

async function failure(promise: Promise<unknown>): Promise<TelnyxError> {
  const error = await promise.then(
    () => null,
    (reason: unknown) => reason,
  )
  if (!(error instanceof TelnyxError)) throw new Error('a TelnyxError was expected', { cause: error })
  return error
}
