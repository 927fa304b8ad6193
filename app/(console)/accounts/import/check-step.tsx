'use client'

import { Download } from 'lucide-react'
import { useState } from 'react'
import { Refusal } from '@/components/states/refusal'
import { Banner } from '@/components/ui/banner'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { formatCount, formatNumber } from '@/components/ui/number'
import { Section } from '@/components/ui/section'
import type { ImportMapping } from '@/lib/account-import'
import type { ImportCheck } from '@/lib/account-import-inputs'
import type { Problem } from '@/lib/errors'
import { type Corrections, FindingsTable } from '../../_shell/import/findings-table'
import type { OpenFile } from '../../_shell/import/read-file'
import { saveCsv } from '../../_shell/import/save-csv'
import { findingRows, type LeftOut, leftOutCsv, whyByLine, withChoices } from './finding-rows'
import { type Checked, StartForm } from './start-form'

type Props = {
  file: OpenFile
  mapping: ImportMapping
  checked: Checked
  /** The results of the check had changed when the import was started. Called with the new results. */
  onChanged: (check: ImportCheck) => void
  /** The lines that the operator left out before this check. */
  leftOut: readonly LeftOut[]
  /** Checks the rows again with the corrected values, and without these lines of the file, each with its warnings. */
  onCorrect: (values: ReadonlyMap<string, string>, leave: ReadonlyMap<number, string>) => void
  reason: string
  onReason: (reason: string) => void
  busy: boolean
  problem: Problem | null
  onBack: () => void
  onAgain: () => void
}

export function CheckStep(props: Props) {
  const { file, mapping, checked, onChanged, leftOut, onCorrect, reason, onReason, busy, problem, onBack, onAgain } =
    props
  const [values] = useState(() => new Map<string, string>())
  const [edited, setEdited] = useState(0)
  const [leave, setLeave] = useState<ReadonlySet<number>>(new Set())
  const corrections: Corrections = {
    get: cell => values.get(cell),
    set: (cell, value) => {
      values.set(cell, value)
      setEdited(values.size)
    },
    toggle: line =>
      setLeave(lines => {
        const next = new Set(lines)
        if (!next.delete(line)) next.add(line)
        return next
      }),
  }
  const [changed, setChanged] = useState(false)
  const { check, ragged } = checked
  const findings = [...ragged, ...check.findings].sort((a, b) => a.line - b.line)
  const found = findingRows(findings, file.table, mapping)
  const rows = withChoices(found, leave)
  const wrong = file.table.lines.length - check.good
  const without = wrong + leftOut.length
  const changes = [
    edited > 0 && `corrected ${formatCount(edited, 'value')}`,
    leave.size > 0 && `left out ${formatCount(leave.size, 'row')}`,
  ].filter(text => text !== false)
  /** Leaves out the chosen lines, and the given lines of earlier checks. */
  const checkAgain = (earlier: readonly LeftOut[]) => {
    const why = whyByLine(found)
    const chosen = [...leave].map(line => ({ line, why: why.get(line) ?? '' }))
    onCorrect(values, new Map([...earlier, ...chosen].map(({ line, why }) => [line, why])))
  }
  const download = () => {
    const { header, rows: lines } = leftOutCsv(file.table, rows, leftOut)
    void saveCsv(`left-out-of-${file.name.replace(/\.\w+$/, '')}.csv`, header, lines)
  }
  return (
    <div className="grid gap-4">
      {changed && (
        <Banner tone="warning" role="alert" title="Something has changed since the check">
          The import was not started. Check the new results below, then start it again.
        </Banner>
      )}
      <Card>
        <dl className="grid grid-cols-[repeat(auto-fit,minmax(8rem,1fr))] gap-4">
          <Figure label="Rows in the file" value={file.table.lines.length + leftOut.length} />
          <Figure label="Can be imported" value={check.good} />
          <Figure label="With problems" value={wrong} />
          <Figure label="With warnings only" value={check.warned} />
          {leftOut.length > 0 && <Figure label="Left out by hand" value={leftOut.length} />}
        </dl>
      </Card>
      {(rows.length > 0 || leftOut.length > 0) && (
        <Section
          title={rows.length > 0 ? 'Findings' : 'Left out by hand'}
          description={
            wrong > 0 &&
            'Rows with a problem are left out. Correct the values here and check again, or import these rows later.'
          }
          actions={
            <>
              {leftOut.length > 0 && (
                <Button size="sm" disabled={busy} onClick={() => checkAgain([])}>
                  Include the {formatCount(leftOut.length, 'row')} that you left out
                </Button>
              )}
              {changes.length > 0 && (
                <Button
                  size="sm"
                  variant="primary"
                  pending={busy}
                  pendingLabel="Checking every row…"
                  onClick={() => checkAgain(leftOut)}
                >
                  Check again
                </Button>
              )}
              {without > 0 && (
                <Button size="sm" onClick={download}>
                  <Download aria-hidden />
                  Download the {formatCount(without, 'row')} left out
                </Button>
              )}
            </>
          }
        >
          {problem && <Refusal problem={problem} />}
          {rows.length > 0 && (
            // The new results come without corrections: what is typed during the check would be lost.
            <fieldset disabled={busy} className="contents">
              <FindingsTable findings={rows} corrections={corrections} />
            </fieldset>
          )}
        </Section>
      )}
      {changes.length > 0 ? (
        <p className="text-muted">You {changes.join(' and ')}. Check the rows again before you start the import.</p>
      ) : check.good === 0 ? (
        <>
          {wrong > 0 ? (
            <Banner tone="danger" title="No row can be imported">
              Correct the file, or check that you chose the right columns.
            </Banner>
          ) : (
            <Banner tone="info" title="You left out every row">
              Include them again, or choose another file.
            </Banner>
          )}
          <div className="flex flex-wrap justify-end gap-2">
            <Button onClick={onBack}>Back to columns</Button>
            <Button variant="primary" onClick={onAgain}>
              Choose another file
            </Button>
          </div>
        </>
      ) : (
        <StartForm
          file={file.name}
          checked={checked}
          kept={file.table.lines.length - checked.lines.length + leftOut.length}
          checking={busy}
          reason={reason}
          onReason={onReason}
          onChanged={answer => {
            setChanged(true)
            onChanged(answer)
          }}
          onBack={onBack}
          onAgain={onAgain}
        />
      )}
    </div>
  )
}

function Figure({ label, value }: { label: string; value: number }) {
  return (
    <div>
      <dt className="text-muted">{label}</dt>
      <dd className="figures font-semibold text-xl">{formatNumber(value)}</dd>
    </div>
  )
}
