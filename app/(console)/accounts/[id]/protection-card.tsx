'use client'

import { ShieldCheck } from 'lucide-react'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { RelativeTime } from '@/components/ui/relative-time'
import type { AccountDetail } from '@/lib/accounts'
import { useAccountDialogs } from '../dialogs-context'

/** Whether the account is protected from being disabled by mistake. */
export function ProtectionCard({ account }: { account: AccountDetail }) {
  const dialogs = useAccountDialogs()
  const mayProtect = dialogs?.may('protect') ?? false
  const isProtected = account.protectedReason !== null
  return (
    <Card
      title="Protection"
      actions={
        mayProtect && (
          <Button size="sm" onClick={() => dialogs?.open('protect', account)}>
            {isProtected ? 'Stop protecting…' : 'Protect…'}
          </Button>
        )
      }
    >
      {isProtected ? (
        <div className="flex gap-2.5">
          <ShieldCheck aria-hidden className="mt-0.5 size-4 shrink-0 text-accent" />
          <div className="min-w-0 [overflow-wrap:anywhere]">
            <p>{account.protectedReason}</p>
            <p className="text-muted text-xs">
              Protected by {account.protectedBy ?? 'an unknown operator'}, <RelativeTime at={account.protectedAt} />.
              Bulk changes skip this account.
            </p>
          </div>
        </div>
      ) : (
        <p className="text-muted">
          Not protected.
          {mayProtect &&
            ' Protect hospitals, alarm systems and your own lines, so that nobody disables them by mistake.'}
        </p>
      )}
    </Card>
  )
}
