import { Banner } from '@/components/ui/banner'
import { RelativeTime } from '@/components/ui/relative-time'
import { Ticket } from '../../_shell/ticket'
import type { DialogAccount } from '../dialogs-context'
import { disableReasonWords } from '../words'

/** Who disabled the account and why, so that nobody enables it without having read it. */
export function DisabledBecause({ account }: { account: DialogAccount }) {
  const { status, disabledAt, disabledBy, disabledReason, disableTicket } = account
  // Rows of other screens do not have the facts.
  if (status !== 'disabled' || disabledAt === undefined) return null
  if (!disabledAt) return <Banner tone="warning">Disabled; no reason on record.</Banner>
  return (
    <Banner
      tone="warning"
      title={
        <>
          Disabled by <bdi>{disabledBy ?? 'an unknown operator'}</bdi>, <RelativeTime at={disabledAt} />
        </>
      }
    >
      Reason: {disabledReason ? disableReasonWords(disabledReason) : 'not on record'}
      {disableTicket && (
        <>
          , ticket <Ticket ticket={disableTicket} />
        </>
      )}
    </Banner>
  )
}
