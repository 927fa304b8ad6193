'use client'

import { Eye } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import type { AccountDetail } from '@/lib/accounts'

const RevealDialog = lazy(() => import('./reveal-dialog').then(module => ({ default: module.RevealDialog })))

/** The account's own keys at Telnyx: never kept here, read one at a time when somebody says why. */
export function KeysCard({ account }: { account: AccountDetail }) {
  const [open, setOpen] = useState(false)
  return (
    <Card
      title="Keys"
      actions={
        <Button size="sm" onClick={() => setOpen(true)}>
          <Eye aria-hidden />
          Reveal…
        </Button>
      }
    >
      <p className="text-muted">
        Its API key and API token open everything the account has at Telnyx. They are kept nowhere here; each look at
        one goes on record with its reason.
      </p>
      <Suspense fallback={null}>{open && <RevealDialog account={account} onClose={() => setOpen(false)} />}</Suspense>
    </Card>
  )
}
