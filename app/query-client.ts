import { defaultShouldDehydrateQuery, environmentManager, QueryClient } from '@tanstack/react-query'
import { ProblemError } from './fetch-json'
import { packRows, unpackRows } from './pack-rows'

/** One per request on the server. Pages stream the queries that are still pending. */
export function makeQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 10_000,
        // Final answers are not retried. Other failures are retried twice, and an unreachable console until it answers.
        // The server never retries, because rendering the page would not end.
        retry: (failures, error) => {
          if (environmentManager.isServer()) return false
          return error instanceof ProblemError ? error.unreached || (failures < 2 && !error.final) : failures < 2
        },
        retryDelay: failures => Math.min(1_000 * 2 ** failures, 5_000),
      },
      // Fail immediately while offline, so that no change is sent later without the operator knowing.
      mutations: { networkMode: 'always' },
      dehydrate: {
        shouldDehydrateQuery: query => defaultShouldDehydrateQuery(query) || query.state.status === 'pending',
        // No server error reaches the browser. The browser fetches again and gets the typed problem.
        shouldRedactErrors: () => true,
        serializeData: packRows,
      },
      hydrate: { deserializeData: unpackRows },
    },
  })
}

let browserClient: QueryClient | undefined

export function getQueryClient(): QueryClient {
  if (environmentManager.isServer()) return makeQueryClient()
  browserClient ??= makeQueryClient()
  return browserClient
}

/** A page with its rows is smaller than a skeleton followed by rows. Waiting longer than this would feel slow. */
const soonMs = 150

/**
 * Resolves when all queries have answered or failed, at the latest after 150 ms. Later answers are streamed after the
 * page's skeleton. Never throws: each query keeps its error.
 */
export const answeredSoon = (...answers: Promise<unknown>[]) => answeredWithin(soonMs, ...answers)

/** The same with another limit, for what a page shows later just as well. */
export async function answeredWithin(ms: number, ...answers: Promise<unknown>[]): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise(resolve => {
    timer = setTimeout(resolve, ms)
  })
  await Promise.race([Promise.allSettled(answers), late])
  clearTimeout(timer)
}
