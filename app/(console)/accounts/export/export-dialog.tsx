'use client'

import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { Refusal } from '@/components/states/refusal'
import { Banner } from '@/components/ui/banner'
import { Button } from '@/components/ui/button'
import { Checkbox } from '@/components/ui/checkbox'
import { Dialog } from '@/components/ui/dialog'
import { formatCount, formatNumber } from '@/components/ui/number'
import { Progress } from '@/components/ui/progress'
import { RadioGroup } from '@/components/ui/radio-group'
import { toast } from '@/components/ui/toast'
import { isBalance } from '@/lib/account-columns'
import { exportableColumns, headingsOf, shownColumns } from '@/lib/account-export'
import { filterSentence, isFiltered } from '@/lib/account-filters'
import { type AccountSearch, serializeAccountSearch } from '@/lib/account-search'
import { can, type Role } from '@/lib/permissions'
import type { Frozen } from '@/lib/selection-inputs'
import { runAction } from '../../_shell/run-action'
import { startExport } from '../../jobs/actions'
import { jobHref } from '../../jobs/job-href'
import { freezeAccounts } from '../actions'
import { type AccountSelection, selectedCount } from '../selection'
import { type ExportState, useExport } from './use-export'

type Props = {
  role: Role
  search: AccountSearch
  selection: AccountSelection
  /** Ids of the columns on screen, in their order. */
  columns: string[]
  /** How many match the search now; null = not counted yet. */
  matching: number | null
  onClose: () => void
}

const rowsWord = (count: number) => formatCount(count, 'row')

/** Shows which accounts, how many and which columns before the export starts, and exports exactly those. */
export function ExportDialog({ role, search, selection, columns: shown, matching, onClose }: Props) {
  const selected = selectedCount(selection)
  const [scope, setScope] = useState<'selected' | 'matching'>(selected > 0 ? 'selected' : 'matching')
  const [extent, setExtent] = useState<'shown' | 'all'>('shown')
  const columns = extent === 'shown' ? shownColumns(role, shown) : exportableColumns(role)
  const count = scope === 'selected' ? selected : matching
  const hasMoney = columns.some(isBalance)
  const [asked, setAsked] = useState(false)
  const wanted = { columns, freshBalances: asked && hasMoney }
  const router = useRouter()
  const { state, begin, goOn, stop } = useExport({
    startJob: input => runAction(startExport, input),
    onSaved: (file, rows) => {
      toast.success(`Exported ${rowsWord(rows)}`, { description: file })
      onClose()
    },
    onStarted: (jobId, stopped) => {
      const open = () => router.push(jobHref(jobId))
      if (stopped) {
        toast.info('Export of fresh balances started', {
          description: 'Download its file, or cancel it, on the job’s page.',
          action: { label: 'Open job', onClick: open },
        })
        return
      }
      onClose()
      open()
    },
  })
  const freeze = async (): Promise<Frozen> => {
    if (scope === 'selected' && selection.kind === 'frozen') return selection
    const ids = scope === 'selected' && selection.kind === 'ids' ? { ids: [...selection.ids] } : {}
    const outcome = await runAction(freezeAccounts, { ...ids, search: serializeAccountSearch(search) })
    if (outcome.kind !== 'done') throw new Error('freezing is never left unknown')
    return outcome.data
  }
  const start = () => (state.kind === 'changed' ? goOn(state.frozen, wanted) : begin(freeze, count ?? 0, wanted))
  const busy = state.kind === 'freezing' || state.kind === 'loading'
  const close = () => {
    stop()
    onClose()
  }
  return (
    <Dialog
      open
      onOpenChange={open => !open && close()}
      title="Export accounts"
      size="sm"
      busy={busy}
      onSubmit={event => {
        event.preventDefault()
        void start()
      }}
      footer={
        <>
          <Button onClick={busy ? stop : close}>{busy ? 'Stop' : 'Cancel'}</Button>
          <Button
            type="submit"
            variant="primary"
            pending={busy}
            pendingLabel={wanted.freshBalances ? 'Starting…' : 'Exporting…'}
            data-autofocus
            disabled={!count}
          >
            {wanted.freshBalances ? 'Read balances and export' : 'Export'}{' '}
            {state.kind === 'changed' ? rowsWord(state.frozen.count) : count !== null && rowsWord(count)}
          </Button>
        </>
      }
    >
      <div className="grid gap-5">
        <Said state={state} />
        {selected > 0 ? (
          <RadioGroup
            legend="Accounts"
            variant="card"
            disabled={busy}
            value={scope}
            onChange={to => {
              // The frozen selection belongs to the other choice.
              stop()
              setScope(to)
            }}
            options={[
              { value: 'selected', label: `${formatNumber(selected)} selected` },
              { value: 'matching', label: matchingWords(search, matching), description: <Filters search={search} /> },
            ]}
          />
        ) : (
          <div>
            <p className="font-medium">{matchingWords(search, matching)}</p>
            <Filters search={search} />
          </div>
        )}
        <RadioGroup
          legend="Columns"
          variant="card"
          disabled={busy}
          value={extent}
          onChange={setExtent}
          options={[
            { value: 'shown', label: 'Columns on screen', description: headingsOf(shownColumns(role, shown)) },
            { value: 'all', label: 'All columns', description: headingsOf(exportableColumns(role)) },
          ]}
        />
        {hasMoney && (
          <Checkbox
            checked={asked}
            disabled={busy}
            onChange={event => setAsked(event.target.checked)}
            label="Read every balance from Telnyx first"
            description="One request for each account. The job continues if you close this page. Download the file on the job’s page."
          />
        )}
        <p className="text-muted text-xs">
          A CSV file for spreadsheets, with times in UTC
          {can(role, 'accounts.balances') && ' and amounts beside their currency'}. The export is recorded.
        </p>
      </div>
    </Dialog>
  )
}

function matchingWords(search: Props['search'], matching: number | null): string {
  if (matching === null) return isFiltered(search) ? 'All matching' : 'All accounts'
  return isFiltered(search) ? `All ${formatNumber(matching)} matching` : `All ${formatCount(matching, 'account')}`
}

function Filters({ search }: { search: Props['search'] }) {
  const words = filterSentence(search)
  return words === '' ? null : <span className="text-muted">{words}</span>
}

/** A problem, a changed number of accounts, or the progress of the download. */
function Said({ state }: { state: ExportState }) {
  switch (state.kind) {
    case 'asking':
      return state.problem && <Refusal problem={state.problem} />
    case 'freezing':
      return null
    case 'changed':
      return (
        <Banner
          tone="warning"
          role="alert"
          title={`${formatCount(state.frozen.count, 'account')} ${state.frozen.count === 1 ? 'matches' : 'match'} now`}
        >
          There were {formatNumber(state.said)} when you opened this dialog. Export {rowsWord(state.frozen.count)}?
        </Banner>
      )
    case 'loading':
      return <Progress label="Rows received" value={state.rows} max={state.frozen.count} />
  }
}
