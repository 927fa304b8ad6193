import http from 'node:http'
import net, { type AddressInfo, type Socket } from 'node:net'
import tls from 'node:tls'
import { selfSigned } from './self-signed'

/**
 * An address that refuses every connection. A port that was free a moment ago would not do: a test that runs beside this one
 * may be given it. No server of a test gets a port below 1024, and `fetch` itself refuses port 1.
 */
export const NOBODY_LISTENS = 'http://127.0.0.1:2/v2'

type RawServer = {
  port: number
  /** Everything that arrived, as text, one entry per connection */
  received: string[]
  close(): Promise<void>
}

/** A TCP server (or TLS, with a self-signed certificate) whose bytes a test writes. */
export async function startRaw(
  answer: (socket: Socket, connection: number) => void,
  secure = false,
): Promise<RawServer> {
  const received: string[] = []
  const sockets = new Set<Socket>()
  const onSocket = (socket: Socket) => {
    const connection = received.push('') - 1
    sockets.add(socket)
    let answered = false
    socket.on('error', () => {})
    socket.on('close', () => sockets.delete(socket))
    socket.on('data', data => {
      received[connection] += data.toString('latin1')
      if (answered || !received[connection]?.includes('\r\n\r\n')) return
      answered = true
      answer(socket, connection)
    })
  }
  const server = secure ? tls.createServer(selfSigned, onSocket) : net.createServer(onSocket)
  server.on('tlsClientError', () => {})
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    received,
    close: () => {
      for (const socket of sockets) socket.destroy()
      return new Promise(resolve => server.close(() => resolve()))
    },
  }
}

/** An HTTP server whose answers a test writes. */
export async function startHttp(handler: http.RequestListener): Promise<{ url: string; close(): Promise<void> }> {
  const server = http.createServer(handler)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v2`,
    close: () => {
      server.closeAllConnections()
      return new Promise(resolve => server.close(() => resolve()))
    },
  }
}
