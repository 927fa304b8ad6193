'use client'

import { ExactTime } from '@/components/ui/exact-time'
import { RelativeTime } from '@/components/ui/relative-time'
import type { DisabledOutside } from '@/lib/accounts'
import { syncWords } from '../status-sentence'

/** "First seen 4 min ago by the regular sync of 2 Oct 2026, 14:03." */
export function FirstSeen({ outside, firstSeenAt }: { outside: DisabledOutside; firstSeenAt: string }) {
  if (!outside.seenAt) {
    return (
      <>
        It was already disabled when the console first saw it, <RelativeTime at={firstSeenAt} />.
      </>
    )
  }
  return (
    <>
      First seen <RelativeTime at={outside.seenAt} /> by {outside.trigger ? syncWords[outside.trigger] : 'a sync'} of{' '}
      <ExactTime at={outside.seenAt} />.
    </>
  )
}
