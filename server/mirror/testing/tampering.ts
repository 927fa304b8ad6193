import { startHttp } from '@/server/telnyx/testing/raw-server'

export type ListAnswer = {
  data: { id: string }[]
  meta?: { page_number: number; page_size: number; total_pages: number; total_results: number } | undefined
}

/** A proxy before the sandbox that rewrites the answers of the account list, as the sandbox itself should not. */
export async function tamperingProxy(
  origin: string,
  rewrite: (answer: ListAnswer, query: URLSearchParams) => ListAnswer,
) {
  const { url: baseUrl, close } = await startHttp((request, response) => {
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
  return { baseUrl, close }
}
