'use client'

import { Ellipsis } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { Button } from '@/components/ui/button'
import { Menu } from '@/components/ui/menu'
import type { AccountSearch } from '@/lib/account-search'
import { type BulkKind, jobPermission } from '@/lib/job'
import { can, type Role } from '@/lib/permissions'

const BulkDialog = lazy(() => import('./bulk-dialog').then(module => ({ default: module.BulkDialog })))

/** The changes that the role may make to all selected accounts. The dialogs load when first opened. */
export function BulkMenu({ role, search }: { role: Role; search: AccountSearch }) {
  const [kind, setKind] = useState<BulkKind | null>(null)
  const may = (one: BulkKind) => can(role, jobPermission[one])
  const more = [
    ...(may('accounts.custom_pricing')
      ? [{ label: 'Change custom pricing…', onSelect: () => setKind('accounts.custom_pricing') }]
      : []),
    ...(may('accounts.channel_limit')
      ? [{ label: 'Change channel limit…', onSelect: () => setKind('accounts.channel_limit') }]
      : []),
  ]
  return (
    <>
      {may('accounts.disable') && (
        <Button size="sm" variant="ghost" aria-haspopup="dialog" onClick={() => setKind('accounts.disable')}>
          Disable…
        </Button>
      )}
      {may('accounts.enable') && (
        <Button size="sm" variant="ghost" aria-haspopup="dialog" onClick={() => setKind('accounts.enable')}>
          Enable…
        </Button>
      )}
      {more.length > 0 && (
        <Menu
          label="More changes"
          side="top"
          trigger={props => (
            <Button {...props} size="sm" variant="ghost">
              <Ellipsis aria-hidden />
              More
            </Button>
          )}
          items={more}
        />
      )}
      <Suspense fallback={null}>
        {kind && <BulkDialog kind={kind} search={search} onClose={() => setKind(null)} />}
      </Suspense>
    </>
  )
}
