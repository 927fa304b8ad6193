import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { type AccountSearch, serializeAccountSearch } from '@/lib/account-search'
import { accountsQuery } from './list-queries'
import { whenIdle } from './when-idle'

/** How old prefetched rows may be when they are shown. They are refreshed at once then. */
const aheadMs = 30_000
/** Ignores a pointer that passes over one thing after the other. */
const dwellMs = 80

function savesData(): boolean {
  const { connection } = navigator as Navigator & { connection?: { saveData?: boolean } }
  return connection?.saveData === true
}

/** Up to this many rows render at once. More render in the background, so that the page stays responsive. */
const mostAtOnce = 100

export const isLong = (search: AccountSearch) => search.size > mostAtOnce

/** Prefetches the next and the previous page while the browser is idle. */
export function useNeighbourPages(shown: AccountSearch, rowCount: number) {
  const client = useQueryClient()
  const pages = Math.ceil(rowCount / shown.size)
  const address = serializeAccountSearch(shown)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the same address is the same search
  useEffect(() => {
    if (savesData()) return
    return whenIdle(() => {
      for (const page of [shown.page + 1, shown.page - 1]) {
        if (page >= 1 && page <= pages)
          void client.prefetchQuery({ ...accountsQuery({ ...shown, page }), staleTime: aheadMs })
      }
    })
  }, [client, address, pages])
}

/** Prefetches a search that stays likely for a moment. The next call replaces it. */
export function usePrefetchSoon(): (search: AccountSearch) => void {
  'use memo'
  const client = useQueryClient()
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => clearTimeout(timer.current), [])
  return search => {
    clearTimeout(timer.current)
    if (savesData()) return
    timer.current = setTimeout(() => void client.prefetchQuery(accountsQuery(search)), dwellMs)
  }
}
