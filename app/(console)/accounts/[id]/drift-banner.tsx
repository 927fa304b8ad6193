'use client'

import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Banner } from '@/components/ui/banner'
import { Button } from '@/components/ui/button'
import { RelativeTime } from '@/components/ui/relative-time'
import { toast } from '@/components/ui/toast'
import { type Drift, mayAcknowledge } from '@/lib/drift'
import type { Role } from '@/lib/permissions'
import { refreshScreens } from '../../_shell/refresh-screens'
import { runAction } from '../../_shell/run-action'
import { sayProblem } from '../../_shell/say-problem'
import { changesOf } from '../../audit/change-words'
import { acknowledgeDrift } from '../actions'

type Props = { accountId: string; drift: readonly Drift[]; role: Role }

/** Changes made outside the console, until an operator marks them as seen. */
export function DriftBanner({ accountId, drift, role }: Props) {
  const client = useQueryClient()
  const [saving, setSaving] = useState(false)
  const open = drift.filter(one => one.acknowledged === null)
  if (open.length === 0) return null
  const own = open.filter(one => mayAcknowledge(role, one.field))
  const acknowledge = async () => {
    setSaving(true)
    try {
      await runAction(acknowledgeDrift, { accountId, ids: own.map(one => one.id), note: '' })
      toast.success('Marked as seen')
    } catch (error) {
      sayProblem('The changes were not marked as seen', error)
    } finally {
      await refreshScreens(client)
      setSaving(false)
    }
  }
  return (
    <Banner
      tone="warning"
      title="Changed outside the console"
      action={
        own.length > 0 && (
          <Button size="sm" pending={saving} pendingLabel="Saving…" onClick={() => void acknowledge()}>
            {own.length < open.length ? 'Mark flags as seen' : 'Mark as seen'}
          </Button>
        )
      }
    >
      <ul>
        {open.map(one => (
          <DriftLine key={one.id} drift={one} />
        ))}
      </ul>
    </Banner>
  )
}

/** What changed, from which value to which, and when a sync first saw it. */
function DriftLine({ drift }: { drift: Drift }) {
  const [change] = changesOf({ [drift.field]: [drift.before, drift.after] })
  if (!change) return null
  return (
    <li className="[overflow-wrap:anywhere]">
      {change.label}: {change.before} → {change.after}, first seen <RelativeTime at={drift.seenAt} />
    </li>
  )
}
