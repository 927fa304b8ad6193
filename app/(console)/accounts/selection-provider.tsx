'use client'

import { createContext, type ReactNode, use, useRef, useState } from 'react'
import { filterOf } from '@/lib/account-filters'
import { type AccountSearch, serializeAccountSearch } from '@/lib/account-search'
import { bulkKinds } from '@/lib/job'
import { dropDraft } from '../_shell/draft'
import { runAction } from '../_shell/run-action'
import { sayProblem } from '../_shell/say-problem'
import { freezeAccounts } from './actions'
import { type AccountSelection, noSelection, selectionOf } from './selection'

type Selecting = {
  selection: AccountSelection
  /** Selects the ticked accounts of all pages. */
  setIds: (ids: ReadonlySet<string>) => void
  /** Freezes all accounts that match now. The server keeps them: later changes do not alter the selection. */
  freeze: (search: AccountSearch) => Promise<void>
  freezing: boolean
  clear: () => void
}

const SelectionContext = createContext<Selecting | null>(null)

export function useAccountSelection(): Selecting {
  const selecting = use(SelectionContext)
  if (!selecting) throw new Error('No <AccountSelectionProvider> around this.')
  return selecting
}

/** A search without sort and page, as in an address. */
export function filterText(search: AccountSearch): string {
  return serializeAccountSearch(filterOf(search))
}

/** Wraps the list and the account pages: opening an account keeps the selection, leaving both drops it. */
export function AccountSelectionProvider({ children }: { children: ReactNode }) {
  'use memo'
  const [selection, setSelection] = useState<AccountSelection>(noSelection)
  const [freezing, setFreezing] = useState(false)
  // Clearing or ticking before the answer arrives discards that answer.
  const asked = useRef(0)
  const choose = (next: AccountSelection) => {
    asked.current += 1
    // Clearing the selection starts over: text typed for it is not offered for the next one.
    if (next.kind === 'none') for (const kind of bulkKinds) dropDraft(`bulk:${kind}`)
    setFreezing(false)
    setSelection(next)
  }
  const freeze = async (search: AccountSearch) => {
    const turn = ++asked.current
    setFreezing(true)
    try {
      const outcome = await runAction(freezeAccounts, { search: serializeAccountSearch(search) })
      if (turn !== asked.current || outcome.kind !== 'done') return
      setSelection({ kind: 'frozen', ...outcome.data, at: new Date(), filter: filterText(search) })
    } catch (error) {
      sayProblem('The accounts were not selected', error)
    } finally {
      if (turn === asked.current) setFreezing(false)
    }
  }
  const value: Selecting = {
    selection,
    setIds: ids => choose(selectionOf(ids)),
    freeze,
    freezing,
    clear: () => choose(noSelection),
  }
  return <SelectionContext value={value}>{children}</SelectionContext>
}
