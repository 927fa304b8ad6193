'use client'

import { useQuery } from '@tanstack/react-query'
import { Banner } from '@/components/ui/banner'
import { Link } from '@/components/ui/link'
import { RelativeTime } from '@/components/ui/relative-time'
import { attentionQuery } from './queries'

/** Shown above every screen, because sending is stopped for all of them. */
export function StoppedBanner({ mayResume }: { mayResume: boolean }) {
  const { data } = useQuery(attentionQuery())
  if (!data?.stopped) return null
  const { by, at, reason } = data.stopped
  return (
    <Banner
      tone="danger"
      role="status"
      className="mb-4"
      title="Sending to Telnyx is stopped"
      action={
        mayResume && (
          <Link href="/settings/connection" className="rounded-sm font-medium text-accent hover:underline">
            Telnyx connection
          </Link>
        )
      }
    >
      <p>
        <bdi>{by}</bdi>, <RelativeTime at={at} />: <bdi>{reason}</bdi>
      </p>
      <p>Jobs wait and changes are refused until an owner resumes sending. Reading continues.</p>
    </Banner>
  )
}
