'use client'

import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { RelativeTime } from '@/components/ui/relative-time'
import { toast } from '@/components/ui/toast'
import type { OperatorLinkRow } from '@/lib/operator'
import { roleLabel } from '@/lib/permissions'
import { useRun } from '../../_shell/use-run'
import { revokeOperatorLink } from './actions'
import { operatorKeys } from './queries'

/** Unused invitations and sign-in links. The link itself was shown once, to the owner who created it. */
export function OpenLinks({ links }: { links: readonly OperatorLinkRow[] }) {
  return (
    <Card title="Open invitations and links" padded={links.length === 0}>
      {links.length === 0 ? (
        <p className="text-muted">None. Invitations appear here until they are used or withdrawn.</p>
      ) : (
        <ul className="divide-y divide-border">
          {links.map(link => (
            <LinkLine key={link.id} link={link} />
          ))}
        </ul>
      )}
    </Card>
  )
}

function LinkLine({ link }: { link: OperatorLinkRow }) {
  const { busy, attempt } = useRun(operatorKeys.all)
  const withdraw = async () => {
    const answer = await attempt(revokeOperatorLink, { id: link.id }, 'The link was not withdrawn')
    if (answer) toast.success('Link withdrawn')
  }
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 px-4 py-3">
      <div className="min-w-0">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <bdi className="min-w-0 font-medium [overflow-wrap:anywhere]">{link.email}</bdi>
          <Badge>{link.purpose === 'join' ? `Invited as ${roleLabel[link.role].toLowerCase()}` : 'Sign-in link'}</Badge>
          {link.expired && <Badge tone="warning">Expired</Badge>}
        </p>
        <p className="text-muted text-xs">
          By {link.createdByName} <RelativeTime at={link.createdAt} />, {link.expired ? 'expired' : 'ends'}{' '}
          <RelativeTime at={link.expiresAt} />
        </p>
      </div>
      {!link.expired && (
        <Button
          size="sm"
          pending={busy}
          pendingLabel="Withdrawing…"
          aria-label={`Withdraw the link for ${link.email}`}
          onClick={() => void withdraw()}
        >
          Withdraw
        </Button>
      )}
    </li>
  )
}
