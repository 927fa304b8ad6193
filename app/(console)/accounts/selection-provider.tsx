'use client'

import { createContext, type ReactNode, use, useRef, useState } from 'react'
import { problemOf } from '@/components/states/problem-of'
import { toast } from '@/components/ui/toast'
import { filterOf } from '@/lib/account-filters'
import { type AccountSearch, serializeAccountSearch } from '@/lib/account-search'
import { problemText } from '@/lib/errors'
import { runAction } from '../_shell/run-action'
import { freezeAccounts } from './actions'
import { type KeptSelection, noSelection, selectionOf } from './selection'

type Selecting = {
  selection: KeptSelection
  /** By hand, over all pages. */
  setIds: (ids: ReadonlySet<string>) => void
  /** All that match now, held by the server: what comes or goes later changes nothing. */
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

/** A search without order and page, as an address has it. */
export function filterText(search: AccountSearch): string {
  return serializeAccountSearch(filterOf(search))
}

/** Around the list and the pages of single accounts: looking one up does not lose what was ticked. Leaving accounts does. */
export function AccountSelectionProvider({ children }: { children: ReactNode }) {
  'use memo'
  const [selection, setSelection] = useState<KeptSelection>(noSelection)
  const [freezing, setFreezing] = useState(false)
  // Clearing or ticking meanwhile makes the answer void.
  const asked = useRef(0)
  const choose = (next: KeptSelection) => {
    asked.current += 1
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
      toast.error('The accounts could not be selected', { description: problemText(problemOf(error)) })
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
