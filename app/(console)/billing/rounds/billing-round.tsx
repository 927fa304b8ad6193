'use client'

import type { Role } from '@/lib/permissions'
import { accountHref } from '../../_shell/account-link'
import { RoundDesk } from '../../_shell/reviews/round-desk'
import { roundColumns } from './columns'

/** The current round of rollup flags or custom pricing. */
export function BillingRound({ role }: { role: Role }) {
  return (
    <RoundDesk
      desk="billing"
      role={role}
      label="Accounts of this round"
      columns={roundColumns}
      rowHref={item => accountHref(item.subjectId)}
    />
  )
}
