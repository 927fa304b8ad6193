'use client'

import { Eye } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import type { AccountDetail } from '@/lib/accounts'

const RevealDialog = lazy(() => import('./reveal-dialog').then(module => ({ default: module.RevealDialog })))

/** The account's own keys at Telnyx. They are never stored here, and are read one at a time for a stated reason. */
export function KeysCard({ account }: { account: AccountDetail }) {
  const [open, setOpen] = useState(false)
  return (
    <Card
      title="Keys"
      actions={
        <Button size="sm" onClick={() => setOpen(true)}>
          <Eye aria-hidden />
          Reveal key…
        </Button>
      }
    >
      <p className="text-muted">
        The API key and the API token give full access to the account at Telnyx. The console does not store them. Each
        reveal is recorded with its reason.
      </p>
      <Suspense fallback={null}>{open && <RevealDialog account={account} onClose={() => setOpen(false)} />}</Suspense>
    </Card>
  )
}
