'use client'

import { toast } from '@/components/ui/toast'
import type { Roster } from '@/lib/organization'
import type { Role } from '@/lib/permissions'
import { RoundDesk } from '../../_shell/reviews/round-desk'
import { whyNotRemovable } from '../cells'
import { useRosterActions } from '../roster-context'
import { accessColumns } from './columns'

/** The current access review. A user who is marked for removal is removed by the roster's own dialog. */
export function AccessRound({ role, roster }: { role: Role; roster: Roster | undefined }) {
  const { open, remove } = useRosterActions()
  return (
    <RoundDesk
      desk="access"
      role={role}
      label="Users of this round"
      columns={accessColumns}
      onOpen={item => open(item.subjectId)}
      onRemove={item => {
        const user = roster?.users.find(one => one.id === item.subjectId)
        const why = user ? whyNotRemovable(user) : whyMissing(roster)
        if (!user || why) toast.info('This user cannot be removed here', { description: why })
        else remove(user)
      }}
    />
  )
}

function whyMissing(roster: Roster | undefined): string {
  if (!roster) return 'The list of users is still loading. Try again.'
  if (roster.complete) return 'Telnyx no longer lists this user.'
  return 'Telnyx’s list of users is incomplete and lacks this user. Try again when it is complete.'
}
