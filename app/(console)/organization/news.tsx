'use client'

import { useQueryClient } from '@tanstack/react-query'
import { History } from 'lucide-react'
import { lazy, Suspense, useEffect, useRef, useState } from 'react'
import { Button } from '@/components/ui/button'
import { formatCount } from '@/components/ui/number'
import { RelativeTime } from '@/components/ui/relative-time'
import type { RosterScreen } from '@/lib/organization'
import { setPreference } from '../_shell/actions'
import { rosterQuery } from './queries'

const ChangesPanel = lazy(() => import('./changes-panel').then(module => ({ default: module.ChangesPanel })))

/** Whether it is noted. A failure only means that the same changes are new once more. */
const noteLook = async (at: string): Promise<boolean> =>
  (await setPreference({ key: 'organization.look', value: { at } }).catch(() => null))?.ok === true

/** What changed in the organization's users since this operator last looked, and the way to earlier changes. */
export function News({ roster: { news, observedAt, problem } }: { roster: RosterScreen }) {
  const client = useQueryClient()
  // The look before this one: this one is noted at once.
  const [since, setSince] = useState(news.since)
  /** The open panel, and the look before it. */
  const [panel, setPanel] = useState<{ since: string | null } | null>(null)
  const noted = useRef(false)
  // An operator who sees that nothing changed has looked. Changes stay new until they are opened.
  const hasLooked = news.count === 0 && problem === null
  useEffect(() => {
    if (!hasLooked || noted.current) return
    noted.current = true
    void noteLook(observedAt)
  }, [hasLooked, observedAt])
  const onRead = async (newest: string) => {
    const at = newest > observedAt ? newest : observedAt
    if (!(await noteLook(at))) return
    noted.current = true
    // Also when the panel was closed before this answer.
    setSince(at)
    await client.invalidateQueries({ queryKey: rosterQuery().queryKey }).catch(() => undefined)
  }
  return (
    <>
      {/* On a phone the first user comes first. */}
      <div className="mb-2 flex flex-wrap items-center gap-x-2 text-muted max-sm:order-last max-sm:mt-3">
        <History aria-hidden className="size-4 max-sm:hidden" />
        {since === null ? (
          'Changes of users are noted from now on.'
        ) : (
          <span>
            {news.count === 0 ? 'No changes' : formatCount(news.count, 'change')} since you last looked,{' '}
            <RelativeTime at={since} />
          </span>
        )}
        <Button size="sm" variant="ghost" className="text-accent" onClick={() => setPanel({ since })}>
          {news.count === 0 ? 'Show earlier changes' : 'Show changes'}
        </Button>
      </div>
      <Suspense fallback={null}>
        {panel && (
          <ChangesPanel since={panel.since} onRead={newest => void onRead(newest)} onClose={() => setPanel(null)} />
        )}
      </Suspense>
    </>
  )
}
