import { useEffect, useState } from 'react'
import { problemOf } from '@/components/states/problem-of'
import { type AccountSearch, serializeAccountSearch } from '@/lib/account-search'
import type { Problem } from '@/lib/errors'
import type { Frozen } from '@/lib/selection-inputs'
import { runAction } from '../../_shell/run-action'
import { freezeAccounts } from '../actions'
import type { AccountSelection } from '../selection'

type Held = { frozen: Frozen | null; problem: Problem | null }

/** Freezes the selection on the server, so that the job changes exactly the accounts that the dialog counts. */
export function useFrozen(selection: AccountSelection, search: AccountSearch): Held {
  const [held, setHeld] = useState<Held>({ frozen: selection.kind === 'frozen' ? selection : null, problem: null })
  const ids = selection.kind === 'ids' ? selection.ids : null
  const text = serializeAccountSearch(search)
  useEffect(() => {
    if (!ids) return
    let current = true
    runAction(freezeAccounts, { ids: [...ids], search: text }).then(
      outcome => {
        if (current && outcome.kind === 'done') setHeld({ frozen: outcome.data, problem: null })
      },
      error => {
        if (current) setHeld({ frozen: null, problem: problemOf(error) })
      },
    )
    return () => {
      current = false
    }
  }, [ids, text])
  return held
}
