'use client'

import { lazy, Suspense, useState } from 'react'
import { AlertDialog } from '@/components/ui/alert-dialog'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { RelativeTime } from '@/components/ui/relative-time'
import { Status } from '@/components/ui/status'
import { toast } from '@/components/ui/toast'
import { securityKeys } from '../_shell/queries'
import { useRun } from '../_shell/use-run'
import { removeTotp, startTotp } from './actions'

const AuthenticatorDialog = lazy(() =>
  import('./authenticator-dialog').then(module => ({ default: module.AuthenticatorDialog })),
)

/** @param since ISO instant; null = no app */
export function AuthenticatorCard({ since }: { since: string | null }) {
  const { busy, attempt } = useRun(securityKeys.all)
  const [started, setStarted] = useState<{ secret: string; uri: string } | null>(null)
  const [removing, setRemoving] = useState(false)
  const start = async () => {
    const answer = await attempt(startTotp, {}, 'The authenticator app was not added')
    if (answer) setStarted(answer.data)
  }
  const remove = async () => {
    const answer = await attempt(removeTotp, {}, 'The authenticator app was not removed')
    setRemoving(false)
    if (answer) toast.success('Authenticator app removed', { description: 'Your other sessions were ended.' })
  }
  return (
    <Card
      title="Authenticator app"
      actions={
        since === null ? (
          <Button size="sm" pending={busy} pendingLabel="Starting…" onClick={() => void start()}>
            Add app…
          </Button>
        ) : (
          <Button size="sm" pending={busy} pendingLabel="Removing…" onClick={() => setRemoving(true)}>
            Remove app…
          </Button>
        )
      }
    >
      {since === null ? (
        <p className="text-muted">
          An app on your phone shows a new code every 30 seconds. You enter it after your password.
        </p>
      ) : (
        <>
          <Status tone="success">In use</Status>
          <p className="mt-1 text-muted">
            Since <RelativeTime at={since} />
          </p>
        </>
      )}
      <Suspense fallback={null}>
        {started && <AuthenticatorDialog {...started} onClose={() => setStarted(null)} />}
      </Suspense>
      <AlertDialog
        open={removing}
        onOpenChange={setRemoving}
        title="Remove the authenticator app?"
        description="Codes from the app stop working, and your sessions in other browsers end."
        confirmLabel="Remove app"
        pending={busy}
        onConfirm={() => void remove()}
      />
    </Card>
  )
}
