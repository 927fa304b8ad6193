import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import net, { type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { startSandbox } from '@/server/sandbox/server'
import { scriptArgs } from '@/server/testing/script-args'
import { startRaw } from './testing/raw-server'
import { selfSigned } from './testing/self-signed'

const id = '0f9c1a6e-6a52-4b55-9d1e-3b1f0a2c4d5e'
/** Shorter than in production (15 s); longer than any pause of a busy machine that is not a freeze. */
const SEND_WITHIN_MS = 3000
const FREEZE_MS = 3500

const cleanUp: (() => unknown)[] = []
afterEach(async () => {
  for (const clean of cleanUp.splice(0).reverse()) await clean()
})

type Sender = {
  child: ChildProcessByStdio<Writable, Readable, null>
  /** The next line that it prints. */
  next(): Promise<string>
  go(): void
}

async function start(baseUrl: string, env: Record<string, string> = {}): Promise<Sender> {
  const child = spawn(
    process.execPath,
    [...scriptArgs('server/telnyx/testing/frozen-sender.ts'), baseUrl, id, String(SEND_WITHIN_MS)],
    { stdio: ['pipe', 'pipe', 'inherit'], env: { ...process.env, ...env } },
  )
  cleanUp.push(() => child.kill('SIGKILL'))
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return { child, next: async () => (await lines.next()).value ?? 'nothing', go: () => child.stdin.write('go\n') }
}

async function freeze({ child }: Sender, meanwhile: () => void): Promise<void> {
  child.kill('SIGSTOP')
  meanwhile()
  await sleep(FREEZE_MS)
  child.kill('SIGCONT')
}

describe('[5.1] [5.2] a process that was frozen', () => {
  it('sends nothing when it stood still between its turn and its call', { timeout: 60_000 }, async () => {
    const sandbox = await startSandbox({ accounts: 1 })
    cleanUp.push(() => sandbox.close())
    const sender = await start(sandbox.url)
    expect(await sender.next()).toBe('ready')
    sender.go()
    expect(await sender.next()).toBe('not_found, no')
    expect(sandbox.calls()).toHaveLength(1)

    expect(await sender.next()).toBe('ready')
    await freeze(sender, sender.go)
    expect(await sender.next()).toBe('too_late, no')
    expect(sandbox.calls()).toHaveLength(1)
  })

  it('sends nothing when it stood still while it connected', { timeout: 60_000 }, async () => {
    const telnyx = await startRaw(socket => socket.end('HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n'), true)
    const front = await startFront(telnyx.port)
    cleanUp.push(telnyx.close, front.close)
    const folder = mkdtempSync(path.join(tmpdir(), 'freeze-'))
    cleanUp.push(() => rmSync(folder, { recursive: true }))
    writeFileSync(path.join(folder, 'ca.pem'), selfSigned.cert)
    const trust = { NODE_EXTRA_CA_CERTS: path.join(folder, 'ca.pem') }

    const sender = await start(`https://localhost:${front.port}/v2`, trust)
    expect(await sender.next()).toBe('ready')
    sender.go()
    await front.connection(1)
    front.goOn()
    expect(await sender.next()).toBe('not_found, no')
    expect(telnyx.received).toEqual([expect.stringMatching(/^POST /)])

    expect(await sender.next()).toBe('ready')
    sender.go()
    await front.connection(2)
    await freeze(sender, front.goOn)
    expect(await sender.next()).toBe('too_late, no')
    expect(telnyx.received.slice(1).join('')).toBe('')
  })
})

/** TCP connects at once; the TLS handshake continues when the test allows it. */
async function startFront(port: number) {
  const waiting: net.Socket[] = []
  const sockets: net.Socket[] = []
  let connections = 0
  const server = net.createServer(socket => {
    connections += 1
    sockets.push(socket)
    waiting.push(socket.on('error', () => {}))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    connection: (number: number) => expect.poll(() => connections, { timeout: 5000, interval: 10 }).toBe(number),
    goOn() {
      for (const socket of waiting.splice(0)) {
        const onward = net.connect(port, '127.0.0.1').on('error', () => {})
        sockets.push(onward)
        socket.pipe(onward).pipe(socket)
      }
    },
    close() {
      for (const socket of sockets) socket.destroy()
      server.close()
    },
  }
}
