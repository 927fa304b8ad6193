import 'server-only'
import http from 'node:http'
import https from 'node:https'
import net from 'node:net'
import type { Duplex } from 'node:stream'
import tls from 'node:tls'

/** Time limit for a TCP connection and its TLS handshake; a connection that is not ready by then was never used. */
const CONNECT_MS = 5000

type Target = { host: string; port: number }
type OnSocket = (error: Error | null, socket: Duplex) => void

/**
 * Connections to one origin. A socket is handed over only when it is connected and its certificate is verified, so a
 * request without a socket was certainly not sent. No proxy and no environment variable is used.
 */
export function createAgents(origin: URL): { reads: http.Agent; writes: http.Agent } {
  const target: Target = {
    host: hostOf(origin),
    port: Number(origin.port || (origin.protocol === 'https:' ? 443 : 80)),
  }
  const secure = origin.protocol === 'https:'
  const connect = (_: unknown, onSocket?: OnSocket) => {
    if (onSocket) openSocket(target, secure, onSocket)
    return undefined
  }
  const make = (keepAlive: boolean) => {
    const agent = secure ? new https.Agent({ keepAlive }) : new http.Agent({ keepAlive })
    // Asynchronous form of Agent.createConnection: no return value, the callback brings the socket.
    return Object.assign(agent, { createConnection: connect })
  }
  // Writes take a fresh connection: if the other side closes a kept one at that moment, the outcome would be unknown.
  return { reads: make(true), writes: make(false) }
}

function hostOf(origin: URL): string {
  return origin.hostname.replace(/^\[|\]$/g, '')
}

/** The TCP connection under each socket that was handed over. */
const lines = new WeakMap<Duplex, net.Socket>()

function openSocket({ host, port }: Target, secure: boolean, onSocket: OnSocket): void {
  const line = net.connect({ host, port })
  line.setNoDelay(true)
  let socket: net.Socket = line
  let over = false
  const end = (error: Error | null) => {
    if (over) return
    over = true
    clearTimeout(timer)
    if (error) line.destroy()
    else lines.set(socket, line)
    onSocket(error, socket)
  }
  const timer = setTimeout(() => end(connectTimeout()), CONNECT_MS)
  // These listeners stay: a socket may fail after its request; without a listener that would end the process.
  line.on('error', end)
  line.on('close', () => end(connectTimeout()))
  line.once('connect', () => {
    if (!secure) return end(null)
    socket = tls.connect({
      socket: line,
      host,
      // Set explicitly, because NODE_TLS_REJECT_UNAUTHORIZED=0 would otherwise switch verification off.
      rejectUnauthorized: true,
      ALPNProtocols: ['http/1.1'],
      ...(net.isIP(host) === 0 && { servername: host }),
    })
    socket.on('error', end)
    socket.once('secureConnect', () => end(null))
  })
}

/**
 * Resets a connection: the kernel drops what it has not delivered yet. After a plain close it would keep trying for
 * minutes, and could deliver a write that already counts as never arrived.
 */
export function cutOff(socket: Duplex | null): void {
  if (socket) lines.get(socket)?.resetAndDestroy()
}

function connectTimeout(): Error {
  return Object.assign(new Error('connect timeout'), { code: 'ETIMEDOUT' })
}
