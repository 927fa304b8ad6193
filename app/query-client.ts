import { defaultShouldDehydrateQuery, environmentManager, QueryClient } from '@tanstack/react-query'
import { ProblemError } from './fetch-json'
import { packRows, unpackRows } from './pack-rows'

/** One per request on the server; pages stream what is still pending. */
export function makeQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 10_000,
        // What the server says no to stays no; a failure is tried twice more, a console that does not answer until it does.
        // Never while a page is made on the server: it would not end.
        retry: (failures, error) => {
          if (environmentManager.isServer()) return false
          return error instanceof ProblemError ? error.unreached || (failures < 2 && !error.final) : failures < 2
        },
        retryDelay: failures => Math.min(1_000 * 2 ** failures, 5_000),
      },
      // Offline they fail at once: nothing that somebody has asked for is sent later, behind their back.
      mutations: { networkMode: 'always' },
      dehydrate: {
        shouldDehydrateQuery: query => defaultShouldDehydrateQuery(query) || query.state.status === 'pending',
        // The browser asks again and gets the typed problem; nothing of a server's error travels.
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

/** A page with its rows is lighter than a skeleton followed by rows; one that waited longer than this would feel slow. */
const soonMs = 150

/**
 * Ends when all have answered or failed, at the latest after 150 ms: what is not there by then is streamed after the page's skeleton.
 * Failures are the queries' own.
 */
export async function answeredSoon(...answers: Promise<unknown>[]): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise(resolve => {
    timer = setTimeout(resolve, soonMs)
  })
  await Promise.race([Promise.allSettled(answers), late])
  clearTimeout(timer)
}
