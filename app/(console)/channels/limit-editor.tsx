'use client'

import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { Button } from '@/components/ui/button'
import { type ChannelRow, overAllocation, type PoolAnswer, poolShares, type WhatIf, whatIf } from '@/lib/channels'
import { ChannelLimitFields, useChannelLimitForm } from '../accounts/channel-limit-form'
import { accountName } from '../accounts/words'
import { poolQuery } from './queries'
import { whatIfWords } from './what-if-words'

/** What saving would do to the pool; null while that is unknown. */
function evaluate(account: ChannelRow, answer: PoolAnswer | undefined, wanted: number): WhatIf | null {
  if (!answer?.pool || !Number.isInteger(wanted) || wanted < 0) return null
  // A change without an answer may have reached Telnyx, so the last known limit may be wrong.
  const observed = account.channelLimitSource === 'command' && account.pending?.action !== 'account.channel_limit'
  const present = observed ? account.channelLimit : null
  return whatIf(answer.pool, present, wanted, poolShares(answer.pool, answer.known.sum).unattributed)
}

export function LimitEditor({ account, close }: { account: ChannelRow; close: () => void }) {
  const { data: answer } = useQuery(poolQuery())
  const { form, wanted, busy, submit, restored } = useChannelLimitForm(account, close, limit => {
    const after = evaluate(account, answer, limit)
    return after?.kind === 'over' && answer?.pool ? overAllocation(after, answer.pool) : null
  })
  const { setFocus } = form
  // Typing replaces the current number.
  useEffect(() => setFocus('limit', { shouldSelect: true }), [setFocus])
  return (
    <form noValidate onSubmit={submit} className="grid gap-3">
      <p className="font-semibold [overflow-wrap:anywhere]">
        Channel limit of <bdi>{accountName(account)}</bdi>
      </p>
      <ChannelLimitFields
        form={form}
        wanted={wanted}
        restored={restored}
        hint={<span aria-live="polite">{whatIfWords(evaluate(account, answer, wanted), answer, wanted)}</span>}
        input={{ className: 'figures', onFocus: event => event.target.select() }}
      />
      <div className="flex items-center justify-end gap-2">
        {busy && <span className="mr-auto text-muted">Saving…</span>}
        <Button size="sm" onClick={close}>
          {busy ? 'Close' : 'Cancel'}
        </Button>
        <Button type="submit" size="sm" variant="primary" pending={busy} pendingLabel="Saving…">
          Save limit
        </Button>
      </div>
    </form>
  )
}
