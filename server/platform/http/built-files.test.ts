import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { brotliDecompressSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { compressBuild } from '@/server/cli/compress-build'
import { openBuiltFiles } from './built-files'
import { standBefore } from './request-guard'

const folder = mkdtempSync(path.join(tmpdir(), 'reseller-console-built-'))
const chunks = path.join(folder, 'static', 'chunks')
const script = 'console.log("built")\n'.repeat(50)
let server: http.Server

beforeAll(async () => {
  mkdirSync(chunks, { recursive: true })
  for (const name of ['a.js', 'b.css']) writeFileSync(path.join(chunks, name), script)
  writeFileSync(path.join(chunks, 'font.woff2'), 'font')
  await compressBuild(folder)
  const files = openBuiltFiles(folder)
  // A new build in the same folder deletes these files; the running console still sends them.
  rmSync(chunks, { recursive: true })
  server = http.createServer((_request, response) => response.end('Next'))
  const bearsSession = async () => false
  standBefore(server, {
    appUrl: 'https://console.test',
    trustedProxies: 0,
    upgrades: false,
    log: () => null,
    bearsSession,
    files,
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
})
afterAll(() => {
  server.close()
  rmSync(folder, { recursive: true })
})

function ask(name: string, method = 'GET', headers: http.OutgoingHttpHeaders = { 'accept-encoding': 'gzip, br' }) {
  const { port } = server.address() as AddressInfo
  return new Promise<{ status: number | undefined; headers: http.IncomingHttpHeaders; body: Buffer }>(
    (resolve, reject) => {
      const asked = { port, host: '127.0.0.1', path: `/_next/static/${name}`, method, headers, agent: false }
      const request = http.request(asked, async answer => {
        const parts: Buffer[] = []
        for await (const part of answer) parts.push(part as Buffer)
        resolve({ status: answer.statusCode, headers: answer.headers, body: Buffer.concat(parts) })
      })
      request.on('error', reject)
      request.end()
    },
  )
}

test('a built script is sent as the build compressed it, with the headers of every answer', async () => {
  const answer = await ask('chunks/a.js')
  expect(brotliDecompressSync(answer.body).toString()).toBe(script)
  expect(answer.headers).toMatchObject({
    'content-type': 'application/javascript; charset=utf-8',
    'content-encoding': 'br',
    'cache-control': 'public, max-age=31536000, immutable',
    vary: 'Accept-Encoding',
    'x-content-type-options': 'nosniff',
    'strict-transport-security': expect.stringContaining('max-age'),
  })
  expect((await ask('chunks/b.css')).headers['content-type']).toBe('text/css; charset=utf-8')
  const head = await ask('chunks/a.js', 'HEAD')
  expect([head.headers['content-length'], head.body.length]).toEqual([String(answer.body.length), 0])
})

test('Next answers whatever else is asked', async () => {
  const others = [
    ask('chunks/font.woff2'),
    ask('chunks/unknown.js'),
    ask('chunks/a.js.br'),
    ask('chunks/a.js?v=1'),
    ask('chunks/a.js', 'GET', { 'accept-encoding': 'gzip, br;q=0' }),
    ask('chunks/a.js', 'GET', {}),
    ask('chunks/a.js', 'GET', { 'accept-encoding': 'br', range: 'bytes=0-9' }),
    ask('chunks/a.js', 'GET', { 'accept-encoding': 'br', 'if-none-match': '"1"' }),
  ]
  for (const { body, headers } of await Promise.all(others))
    expect([body.toString(), headers['content-encoding']]).toEqual(['Next', undefined])
})
