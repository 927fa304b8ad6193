'use client'

import { useQuery } from '@tanstack/react-query'
import { Banner } from '@/components/ui/banner'
import { RelativeTime } from '@/components/ui/relative-time'
import { syncQuery } from './queries'

/** Shown above every screen when the last sync failed, because all data below may be out of date. */
export function SyncBanner() {
  const { data } = useQuery(syncQuery())
  if (!data?.lastError) return null
  return (
    <Banner
      tone="warning"
      role="status"
      className="mb-4"
      title={
        data.asOf ? (
          <>
            The last sync with Telnyx failed. This data is from <RelativeTime at={data.asOf} />.
          </>
        ) : (
          'The first sync with Telnyx failed, so no accounts are known yet.'
        )
      }
    >
      {data.lastError.message} {data.lastError.hint}
    </Banner>
  )
}
