import net from 'node:net'
import { StartError } from './settings-files'

/** Throws StartError when the console could not listen there. @param host undefined = all addresses of this machine */
export async function checkAddress(port: number, host: string | undefined): Promise<void> {
  const server = net.createServer()
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen({ port, ...(host !== undefined && { host }) }, resolve)
    })
  } catch (error) {
    throw new StartError(wordsFor(error, port, host))
  }
  await new Promise(resolve => server.close(resolve))
}

function wordsFor(error: unknown, port: number, host: string | undefined): string {
  const code = error instanceof Error && 'code' in error ? error.code : null
  switch (code) {
    case 'EADDRINUSE':
      return `Port ${port} is taken by another program. Stop that program, or set PORT to another port.`
    case 'EACCES':
      return `This user cannot listen on port ${port}. Set PORT to one from 1024 on.`
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `HOST is ${host}, which is not an address of this machine. Set it to one of its addresses, such as 127.0.0.1, or remove it to listen on all.`
    default:
      return `The console cannot listen on port ${port} (PORT)${host ? ` of ${host} (HOST)` : ''}: ${error instanceof Error ? error.message : error}.`
  }
}
