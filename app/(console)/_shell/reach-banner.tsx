'use client'

import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { staysOffline } from '@/components/states/offline'
import { giveUpOverdue, type Reachability } from '@/components/states/reachability'
import { useLastAnswerAt, useReachability, useRowsAreBehind } from '@/components/states/use-reachability'
import { Banner } from '@/components/ui/banner'
import { Button } from '@/components/ui/button'
import { RelativeTime } from '@/components/ui/relative-time'

const words: Record<Exclude<Reachability, 'reached'>, { what: string; changes: string; until: string }> = {
  offline: {
    what: 'You are offline.',
    changes: 'Nothing is sent while you are offline.',
    until: 'you are back online',
  },
  silent: {
    what: 'The console is not responding.',
    changes: 'Changes may not arrive.',
    until: 'it responds',
  },
}

/** Blocks links while offline, because they would lead to the browser's error page. */
function keepOnPage(): () => void {
  const onClick = (event: MouseEvent) => {
    if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return
    const link = event.target instanceof Element ? event.target.closest('a') : null
    if (!link || link.target === '_blank' || link.origin !== window.location.origin || link.hash) return
    if (!staysOffline()) return
    event.preventDefault()
    event.stopPropagation()
  }
  document.addEventListener('click', onClick, true)
  return () => document.removeEventListener('click', onClick, true)
}

/** Above every screen while the console is unreachable, with the age of the data. Disappears with the next answer. */
export function ReachBanner() {
  const reachability = useReachability()
  const behind = useRowsAreBehind()
  const knownAt = useLastAnswerAt()
  const client = useQueryClient()
  useEffect(keepOnPage, [])
  if (reachability === 'reached') return null
  const { what, changes, until } = words[reachability]
  const retry = () => {
    giveUpOverdue()
    void client.refetchQueries({ type: 'active' })
  }
  return (
    <Banner
      tone="warning"
      role="status"
      className="mb-4"
      title={
        behind ? (
          `${what} These rows are from your previous search.`
        ) : (
          <>
            {what} This data is from <RelativeTime at={new Date(knownAt).toISOString()} />.
          </>
        )
      }
      action={
        reachability === 'silent' && (
          <Button size="sm" onClick={retry}>
            Try again
          </Button>
        )
      }
    >
      {behind
        ? `You cannot select or change them. The list updates as soon as ${until}.`
        : `${changes} This screen updates as soon as ${until}.`}
    </Banner>
  )
}
