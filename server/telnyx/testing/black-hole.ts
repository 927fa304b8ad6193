import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import net from 'node:net'

/**
 * A port of this machine that never answers: its process is stopped and its queue is full, so the kernel drops every
 * further connection attempt, like a firewall that discards silently.
 */
export async function startBlackHole(): Promise<{ port: number; close(): void }> {
  const listen = `const s = require('net').createServer().listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => console.log(s.address().port))`
  const child = spawn(process.execPath, ['-e', listen], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [line] = await once(child.stdout, 'data')
  const port = Number(line)
  child.kill('SIGSTOP')
  const fillers = await fill(port)
  return { port, close: () => end(child, fillers) }
}

/** Connects until the kernel accepts no more. */
async function fill(port: number): Promise<net.Socket[]> {
  const sockets: net.Socket[] = []
  for (let waiting = 0; waiting < 3; ) {
    const socket = net.connect({ port, host: '127.0.0.1' }).on('error', () => {})
    sockets.push(socket)
    const connected = await Promise.race([
      once(socket, 'connect').then(() => true),
      new Promise<false>(resolve => setTimeout(resolve, 200, false)),
    ])
    if (!connected) waiting += 1
  }
  return sockets
}

function end(child: ChildProcess, fillers: readonly net.Socket[]): void {
  for (const socket of fillers) socket.destroy()
  child.kill('SIGKILL')
}
