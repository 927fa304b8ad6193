'use client'

import { Eye } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { Button } from '@/components/ui/button'
import { Description } from '@/components/ui/description-list'
import type { AccountDetail } from '@/lib/accounts'

const RevealDialog = lazy(() => import('./reveal-dialog').then(module => ({ default: module.RevealDialog })))

/** The account's own keys at Telnyx. They are never stored here, and are read one at a time for a stated reason. */
export function KeysFact({ account }: { account: AccountDetail }) {
  const [open, setOpen] = useState(false)
  return (
    <Description label="Keys" meta="Each reveal is recorded with its reason.">
      <span className="flex flex-wrap items-center justify-between gap-x-2">
        <span className="text-muted">Not stored here</span>
        <Button size="sm" className="h-6" onClick={() => setOpen(true)}>
          <Eye aria-hidden />
          Reveal key…
        </Button>
      </span>
      <Suspense fallback={null}>{open && <RevealDialog account={account} onClose={() => setOpen(false)} />}</Suspense>
    </Description>
  )
}
