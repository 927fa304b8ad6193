'use client'

import { lazy, Suspense, useState } from 'react'
import { AlertDialog } from '@/components/ui/alert-dialog'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { formatCount } from '@/components/ui/number'
import { Status } from '@/components/ui/status'
import { securityKeys } from '../_shell/queries'
import { useRun } from '../_shell/use-run'
import { renewRecoveryCodes } from './actions'

const RecoveryCodesDialog = lazy(() =>
  import('./recovery-codes-dialog').then(module => ({ default: module.RecoveryCodesDialog })),
)

/** Warns below this number. */
const few = 3

export function RecoveryCard({ left }: { left: number }) {
  const { busy, attempt } = useRun(securityKeys.all)
  const [asking, setAsking] = useState(false)
  const [codes, setCodes] = useState<string[] | null>(null)
  const renew = async () => {
    const answer = await attempt(renewRecoveryCodes, {}, 'No new codes were created')
    setAsking(false)
    if (answer) setCodes(answer.data.codes)
  }
  return (
    <Card
      title="Recovery codes"
      actions={
        <Button size="sm" pending={busy} pendingLabel="Creating…" onClick={() => setAsking(true)}>
          Create new codes…
        </Button>
      }
    >
      <Status tone={left < few ? 'warning' : 'success'}>
        {left === 0 ? 'None left' : `${formatCount(left, 'code')} left`}
      </Status>
      <p className="mt-1 text-muted">For signing in without your phone. Each code works once.</p>
      <AlertDialog
        open={asking}
        onOpenChange={setAsking}
        title="Create new recovery codes?"
        description="Your current codes stop working."
        confirmLabel="Create new codes"
        tone="primary"
        pending={busy}
        onConfirm={() => void renew()}
      />
      <Suspense fallback={null}>
        {codes && <RecoveryCodesDialog codes={codes} onClose={() => setCodes(null)} />}
      </Suspense>
    </Card>
  )
}
