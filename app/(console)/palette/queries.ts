import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { get } from '@/app/fetch-json'
import type { PaletteAnswer } from '@/lib/palette'

/** Sent again for each text, without retries: the palette shows a failure and offers to try again. */
export const paletteQuery = (text: string) =>
  queryOptions({
    queryKey: ['palette', text] as const,
    queryFn: get<PaletteAnswer>(`/api/palette?${new URLSearchParams({ q: text })}`),
    enabled: text !== '',
    placeholderData: keepPreviousData,
    staleTime: 0,
    gcTime: 0,
    retry: false,
    // By default a query waits while the browser is offline, and the palette would show nothing.
    networkMode: 'always',
  })
