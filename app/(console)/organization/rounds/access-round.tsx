'use client'

import { toast } from '@/components/ui/toast'
import type { RosterUser } from '@/lib/organization'
import type { Role } from '@/lib/permissions'
import { RoundDesk } from '../../_shell/reviews/round-desk'
import { whyNotRemovable } from '../cells'
import { useRosterActions } from '../roster-context'
import { accessColumns } from './columns'

/** The current access review. A user who is marked for removal is removed by the roster's own dialog. */
export function AccessRound({ role, users }: { role: Role; users: readonly RosterUser[] | undefined }) {
  const { open, remove } = useRosterActions()
  return (
    <RoundDesk
      desk="access"
      role={role}
      label="Users of this round"
      columns={accessColumns}
      onOpen={item => open(item.subjectId)}
      onRemove={item => {
        const user = users?.find(one => one.id === item.subjectId)
        const missing = users ? 'Telnyx no longer lists this user.' : 'The list of users is still loading. Try again.'
        const why = user ? whyNotRemovable(user) : missing
        if (!user || why) toast.info('This user cannot be removed here', { description: why })
        else remove(user)
      }}
    />
  )
}
