import type { QueryClient } from '@tanstack/react-query'

/** After a command, which may have changed any screen. Ends when the visible queries were read again. */
export function refreshScreens(client: QueryClient): Promise<void> {
  return client.invalidateQueries({ predicate: query => query.queryKey[0] !== 'sync' }).catch(() => undefined)
}
