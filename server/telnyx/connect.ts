import 'server-only'
import http from 'node:http'
import https from 'node:https'
import net from 'node:net'
import type { Duplex } from 'node:stream'
import tls from 'node:tls'

/** A TCP connection and its TLS handshake have this long; what does not come about in it was never used. */
const CONNECT_MS = 5000

type Target = { host: string; port: number }
type OnSocket = (error: Error | null, socket: Duplex) => void

/**
 * Connections to one origin. A socket is handed over only when it is connected and its certificate is verified, so that
 * a request without a socket was certainly not sent. No proxy and no environment variable has a say here.
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
  // Writes take a fresh connection: a kept one that the other side closes just now would leave them in doubt.
  return { reads: make(true), writes: make(false) }
}

function hostOf(origin: URL): string {
  return origin.hostname.replace(/^\[|\]$/g, '')
}

function openSocket({ host, port }: Target, secure: boolean, onSocket: OnSocket): void {
  const socket = secure
    ? // Named here because NODE_TLS_REJECT_UNAUTHORIZED=0 would otherwise switch verification off.
      tls.connect({
        host,
        port,
        rejectUnauthorized: true,
        ALPNProtocols: ['http/1.1'],
        ...(net.isIP(host) === 0 && { servername: host }),
      })
    : net.connect({ host, port })
  socket.setNoDelay(true)
  // A socket whose request has gone may still fail; without a listener that would end the process.
  socket.on('error', () => {})
  const timer = setTimeout(() => socket.destroy(connectTimeout()), CONNECT_MS)
  const fail = (error: Error) => {
    clearTimeout(timer)
    onSocket(error, socket)
  }
  socket.once('error', fail)
  socket.once(secure ? 'secureConnect' : 'connect', () => {
    clearTimeout(timer)
    socket.off('error', fail)
    onSocket(null, socket)
  })
}

function connectTimeout(): Error {
  return Object.assign(new Error('connect timeout'), { code: 'ETIMEDOUT' })
}
