import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { fetchJson } from '@/app/fetch-json'
import type { PaletteAnswer } from '@/lib/palette'

/** Sent again for each text, without retries: the palette shows a failure and offers to try again. */
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
    // By default a query waits while the browser is offline, and the palette would show nothing.
    networkMode: 'always',
  })
}
