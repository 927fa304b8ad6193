import { useQueryClient } from '@tanstack/react-query'
import { useDeferredValue, useEffect, useRef } from 'react'
import { type AccountSearch, serializeAccountSearch } from '@/lib/account-search'
import { accountsQuery } from './queries'
import { whenIdle } from './when-idle'

/** What was fetched ahead may be this old when it is shown; it is read anew at once then. */
const aheadMs = 30_000
/** The pointer passes over headers on its way elsewhere. */
const dwellMs = 80

function savesData(): boolean {
  const { connection } = navigator as Navigator & { connection?: { saveData?: boolean } }
  return connection?.saveData === true
}

/** So many rows are drawn in one go; more are drawn bit by bit, and the page stays alive meanwhile. */
const mostAtOnce = 100

/** The search whose rows are shown: the present one as soon as they are at hand, the one before until then. */
export function useShownSearch(search: AccountSearch): AccountSearch {
  const client = useQueryClient()
  const deferred = useDeferredValue(search)
  const atHand = search.size <= mostAtOnce && client.getQueryData(accountsQuery(search).queryKey) !== undefined
  return atHand ? search : deferred
}

/** Fetches the pages beside the one shown, when nothing else is to do. */
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

/** Fetches one more search ahead, once it has been likely for a moment; the next one takes its place. */
export function usePrefetchSoon(): (search: AccountSearch) => void {
  const client = useQueryClient()
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => clearTimeout(timer.current), [])
  return search => {
    clearTimeout(timer.current)
    if (savesData()) return
    timer.current = setTimeout(() => void client.prefetchQuery(accountsQuery(search)), dwellMs)
  }
}
