import 'server-only'
import { existsSync, readdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import path from 'node:path'

const types: Record<string, string> = {
  '.js': 'application/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
}

/**
 * Answers for a built script or style that the build has compressed (server/cli/compress-build.ts). False = it does not,
 * and Next has to.
 */
export type BuiltFiles = (request: IncomingMessage, response: ServerResponse, orElse: () => void) => boolean

/**
 * Next takes 3 to 8 ms of the process for each of the twelve scripts of a first visit, because it routes and compresses
 * every one again. Here each is read once and kept: 1.6 MB when all have been asked for.
 * @param folder the build, with `static/`
 */
export function openBuiltFiles(folder: string): BuiltFiles {
  const place = path.join(folder, 'static')
  const names = existsSync(place) ? readdirSync(place, { recursive: true, encoding: 'utf8' }) : []
  const known = new Set(names.filter(name => name.endsWith('.br')).map(name => `/_next/static/${name.slice(0, -3)}`))
  const kept = new Map<string, Promise<Buffer>>()
  return (request, response, orElse) => {
    const name = request.url ?? ''
    const type = types[path.extname(name)]
    if (!type || !known.has(name) || !takesBrotli(request)) return false
    const content = kept.get(name) ?? readFile(path.join(place, `${name.slice('/_next/static/'.length)}.br`))
    kept.set(name, content)
    content.then(
      bytes => {
        response.writeHead(200, {
          'content-type': type,
          'content-encoding': 'br',
          'content-length': bytes.length,
          // The name has a hash of the content.
          'cache-control': 'public, max-age=31536000, immutable',
          vary: 'Accept-Encoding',
        })
        response.end(request.method === 'HEAD' ? undefined : bytes)
      },
      () => {
        // The folder was built again meanwhile.
        known.delete(name)
        orElse()
      },
    )
    return true
  }
}

function takesBrotli({ method, headers }: IncomingMessage): boolean {
  const accepted = headers['accept-encoding']
  return (
    (method === 'GET' || method === 'HEAD') &&
    headers.range === undefined &&
    typeof accepted === 'string' &&
    accepted.split(',').some(one => one.trim() === 'br')
  )
}
