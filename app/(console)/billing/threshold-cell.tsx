'use client'

import { Pencil } from 'lucide-react'
import { IconButton } from '@/components/ui/icon-button'
import { Money } from '@/components/ui/money'
import type { BillingRow } from '@/lib/billing'
import { useAccountDialogs } from '../accounts/dialogs-context'
import { accountName } from '../accounts/words'

/** The account's threshold, marked if it is its own, with the button that changes it. */
export function ThresholdCell({ account }: { account: BillingRow }) {
  const dialogs = useAccountDialogs()
  const { threshold } = account
  if (!threshold) return null
  return (
    <span className="inline-flex items-center gap-1">
      {threshold.source === 'account' && <span className="mr-1 text-muted text-xs">own</span>}
      <Money amount={threshold.amount} currency={account.currency} />
      {dialogs?.may('threshold') && (
        <IconButton
          size="sm"
          icon={Pencil}
          className="text-muted"
          label={`Change low credit threshold of ${accountName(account)}`}
          onClick={() => dialogs.open('threshold', account)}
        />
      )}
    </span>
  )
}
