import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { fetchJson } from '@/app/fetch-json'
import type { PaletteAnswer } from '@/lib/palette'

/** Fetched for each text, and never retried automatically: the palette shows a failure and offers to try again. */
export function paletteQuery(text: string) {
  return queryOptions({
    queryKey: ['palette', text] as const,
    queryFn: ({ signal }): Promise<PaletteAnswer> =>
      fetchJson(`/api/palette?${new URLSearchParams({ q: text })}`, signal),
    enabled: text !== '',
    placeholderData: keepPreviousData,
    staleTime: 0,
    gcTime: 0,
    retry: false,
    // Offline, a query would wait without a word.
    networkMode: 'always',
  })
}
