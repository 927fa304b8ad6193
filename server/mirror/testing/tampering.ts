import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export type ListAnswer = {
  data: { id: string }[]
  meta?: { page_number: number; page_size: number; total_pages: number; total_results: number } | undefined
}

/** A proxy that rewrites the answers of the account list: behaviour that the sandbox itself should not have. */
export async function tamperingProxy(
  origin: string,
  rewrite: (answer: ListAnswer, query: URLSearchParams) => ListAnswer,
) {
  const server = createServer((request, response) => {
    void (async () => {
      const url = new URL(request.url ?? '', origin)
      const answer = await fetch(url, { headers: { authorization: request.headers.authorization ?? '' } })
      const body = await answer.text()
      const isList = url.pathname === '/v2/managed_accounts' && answer.ok
      // Keeps the rate limit headers: without them the console sends slowly.
      const rate = [...answer.headers].filter(([name]) => name.startsWith('x-ratelimit-'))
      response.writeHead(answer.status, { 'content-type': 'application/json', ...Object.fromEntries(rate) })
      response.end(isList ? JSON.stringify(rewrite(JSON.parse(body), url.searchParams)) : body)
    })()
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    baseUrl: `http://127.0.0.1:${port}/v2`,
    close: () => {
      server.closeAllConnections()
      return new Promise<void>(resolve => server.close(() => resolve()))
    },
  }
}
