import { defaultShouldDehydrateQuery, environmentManager, QueryClient } from '@tanstack/react-query'
import { ProblemError } from './fetch-json'

/** One per request on the server; pages stream what is still pending. */
export function makeQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 10_000,
        // What the server says no to stays no; what did not arrive is tried twice more.
        retry: (failures, error) => failures < 2 && !(error instanceof ProblemError && error.final),
      },
      dehydrate: {
        shouldDehydrateQuery: query => defaultShouldDehydrateQuery(query) || query.state.status === 'pending',
        // The browser asks again and gets the typed problem; nothing of a server's error travels.
        shouldRedactErrors: () => true,
      },
    },
  })
}

let browserClient: QueryClient | undefined

export function getQueryClient(): QueryClient {
  if (environmentManager.isServer()) return makeQueryClient()
  browserClient ??= makeQueryClient()
  return browserClient
}
