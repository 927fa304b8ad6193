'use client'

import { Ellipsis, type LucideIcon, Phone, Power, PowerOff, Tag } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { Button } from '@/components/ui/button'
import { Menu } from '@/components/ui/menu'
import type { AccountSearch } from '@/lib/account-search'
import { type BulkKind, bulkKinds, bulkWords, jobKinds } from '@/lib/job'
import { can, type Role } from '@/lib/permissions'
import { useScreenCommands } from '../../_shell/screen-commands'
import { selectionWords } from '../selection-bar'
import { useAccountSelection } from '../selection-provider'

const BulkDialog = lazy(() => import('./bulk-dialog').then(module => ({ default: module.BulkDialog })))

/** Changes with a button each; the others are in a menu. */
const first: readonly BulkKind[] = ['accounts.disable', 'accounts.enable']

const icons: Record<BulkKind, LucideIcon> = {
  'accounts.disable': PowerOff,
  'accounts.enable': Power,
  'accounts.custom_pricing': Tag,
  'accounts.channel_limit': Phone,
}

/** The changes that the role may make to all selected accounts. The dialogs load when first opened. */
export function BulkMenu({ role, search }: { role: Role; search: AccountSearch }) {
  const [kind, setKind] = useState<BulkKind | null>(null)
  const allowed = bulkKinds.filter(one => can(role, jobKinds[one].permission))
  const { selection } = useAccountSelection()
  const words = (one: BulkKind) => ({
    label: `${bulkWords(one).action}…`,
    icon: icons[one],
    tone: bulkWords(one).isDangerous ? ('danger' as const) : undefined,
    onSelect: () => setKind(one),
  })
  useScreenCommands({ group: selectionWords(selection), commands: allowed.map(words), isFirst: true })
  const more = allowed.filter(one => !first.includes(one)).map(words)
  return (
    <>
      {allowed
        .filter(one => first.includes(one))
        .map(words)
        .map(({ label, onSelect }) => (
          <Button key={label} size="sm" variant="ghost" aria-haspopup="dialog" onClick={onSelect}>
            {label}
          </Button>
        ))}
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
