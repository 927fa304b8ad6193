'use client'

import { Cloud, KeyRound, Trash2 } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { AlertDialog } from '@/components/ui/alert-dialog'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { IconButton } from '@/components/ui/icon-button'
import { RelativeTime } from '@/components/ui/relative-time'
import { toast } from '@/components/ui/toast'
import { useHydrated } from '@/components/ui/use-hydrated'
import type { OwnSecurity } from '@/lib/operator'
import { canUsePasskeys } from '../_shell/confirm/passkey-support'
import { securityKeys } from '../_shell/queries'
import { useRun } from '../_shell/use-run'
import { removePasskey } from './actions'

const PasskeyDialog = lazy(() => import('./passkey-dialog').then(module => ({ default: module.PasskeyDialog })))

type Passkey = OwnSecurity['passkeys'][number]

export function PasskeysCard({ passkeys }: { passkeys: readonly Passkey[] }) {
  const [adding, setAdding] = useState(false)
  // The server does not know, so the button is shown until the browser reports no support.
  const supported = !useHydrated() || canUsePasskeys()
  return (
    <Card
      title="Passkeys"
      padded={passkeys.length === 0}
      actions={
        supported && (
          <Button size="sm" onClick={() => setAdding(true)}>
            Add passkey…
          </Button>
        )
      }
    >
      {passkeys.length === 0 ? (
        <p className="text-muted">
          Sign in with your fingerprint, face or PIN instead of a password and code. A fake page cannot steal a passkey.
        </p>
      ) : (
        <ul className="divide-y divide-border">
          {passkeys.map(passkey => (
            <PasskeyLine key={passkey.id} passkey={passkey} />
          ))}
        </ul>
      )}
      {!supported && (
        <p className={passkeys.length > 0 ? 'px-4 pb-4 text-muted' : 'mt-1 text-muted'}>
          This browser does not support passkeys.
        </p>
      )}
      <Suspense fallback={null}>{adding && <PasskeyDialog onClose={() => setAdding(false)} />}</Suspense>
    </Card>
  )
}

function PasskeyLine({ passkey }: { passkey: Passkey }) {
  const { busy, attempt } = useRun(securityKeys.all)
  const [removing, setRemoving] = useState(false)
  const remove = async () => {
    const answer = await attempt(removePasskey, { id: passkey.id }, `${passkey.name} was not removed`)
    setRemoving(false)
    if (answer) toast.success(`${passkey.name} removed`, { description: 'Your other sessions were ended.' })
  }
  return (
    <li className="flex items-start gap-3 px-4 py-3">
      <KeyRound aria-hidden className="mt-0.5 size-4 shrink-0 text-muted" />
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <span className="min-w-0 font-medium [overflow-wrap:anywhere]">{passkey.name}</span>
          <Badge>
            {passkey.backedUp && <Cloud aria-hidden />}
            {passkey.backedUp ? 'Synced' : 'This device only'}
          </Badge>
        </p>
        <p className="text-muted text-xs">
          Added <RelativeTime at={passkey.createdAt} />,{' '}
          {passkey.lastUsedAt === null ? (
            'not used yet'
          ) : (
            <>
              last used <RelativeTime at={passkey.lastUsedAt} />
            </>
          )}
        </p>
      </div>
      <IconButton
        size="sm"
        icon={Trash2}
        label={`Remove ${passkey.name}`}
        pending={busy}
        pendingLabel="Removing…"
        onClick={() => setRemoving(true)}
      />
      <AlertDialog
        open={removing}
        onOpenChange={setRemoving}
        title={`Remove ${passkey.name}?`}
        description="You can no longer sign in with this passkey, and your sessions in other browsers end. Delete the passkey on the device as well."
        confirmLabel="Remove passkey"
        pending={busy}
        onConfirm={() => void remove()}
      />
    </li>
  )
}
