'use client'

import { useQueryClient } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { Field } from '@/components/form/field'
import { Banner } from '@/components/ui/banner'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { Checkbox } from '@/components/ui/checkbox'
import { formatCount } from '@/components/ui/number'
import { Section } from '@/components/ui/section'
import { Textarea } from '@/components/ui/textarea'
import { toast } from '@/components/ui/toast'
import { limitSourceWords } from '@/lib/account-words'
import {
  type LimitCheck,
  type LimitFinding,
  type LimitLine,
  type LimitMapping,
  limitFindingCodes,
  limitFindingWords,
} from '@/lib/channel-import'
import { headingOf } from '@/lib/columns-of-file'
import type { Problem } from '@/lib/errors'
import { type FindingRow, FindingsTable } from '../../_shell/import/findings-table'
import type { OpenFile } from '../../_shell/import/read-file'
import { useAsk } from '../../_shell/import/use-ask'
import { refreshScreens } from '../../_shell/refresh-screens'
import { stateLimits } from './actions'

/** The lines that were checked, and the findings. */
export type CheckedLimits = { lines: LimitLine[]; ragged: LimitFinding[]; replaceSet: boolean; check: LimitCheck }

type Props = {
  file: OpenFile
  mapping: LimitMapping
  checked: CheckedLimits
  checking: boolean
  checkProblem: Problem | null
  onReplace: (replaceSet: boolean) => void
  onChanged: (check: LimitCheck) => void
  onBack: () => void
  onAgain: () => void
}

/** Shows which limits would be imported and which not, and imports them. */
export function StateForm(props: Props) {
  const { file, mapping, checked, checking, checkProblem, onReplace, onBack, onAgain } = props
  const { check } = checked
  const [reason, setReason] = useState('')
  const [changed, setChanged] = useState(false)
  const { busy, problem, send } = useStating(file.name, checked, reason, answer => {
    setChanged(true)
    props.onChanged(answer)
  })
  const rows = findingRows(checked, file, mapping)
  const kept = check.findings.some(({ code }) => code === 'set_here')
  const shown = problem ?? checkProblem
  return (
    <form
      noValidate
      className="grid gap-4"
      onSubmit={event => {
        event.preventDefault()
        void send()
      }}
    >
      {changed && (
        <Banner tone="warning" role="alert" title="Something has changed since the check">
          No limit was imported. Check the new results below, then import the limits again.
        </Banner>
      )}
      {rows.length > 0 && (
        <Section title="Findings" description="Rows with a problem are left out.">
          <FindingsTable findings={rows} />
        </Section>
      )}
      <Card
        title={`Import ${formatCount(check.changed, 'channel limit')}`}
        footer={
          <div className="flex flex-wrap justify-end gap-2">
            <Button onClick={onAgain} disabled={busy}>
              Choose another file
            </Button>
            <Button onClick={onBack} disabled={busy}>
              Back to columns
            </Button>
            <Button
              type="submit"
              variant="primary"
              pending={busy}
              pendingLabel="Importing…"
              disabled={check.changed === 0 || checking}
            >
              Import {formatCount(check.changed, 'channel limit')}
            </Button>
          </div>
        }
      >
        <div className="grid gap-4">
          {shown && (
            <Banner tone="danger" role="alert" title={shown.message}>
              {shown.hint}
            </Banner>
          )}
          <p role="status">
            {check.changed === 0
              ? 'The file has no new limits.'
              : `They will be marked “${limitSourceWords.stated}”. Nothing is sent to Telnyx.`}
            {check.same > 0 && ` ${formatCount(check.same, 'limit')} already known.`}
          </p>
          {(kept || checked.replaceSet) && (
            <Checkbox
              checked={checked.replaceSet}
              disabled={checking || busy}
              onChange={event => onReplace(event.target.checked)}
              label="Also replace limits that were set here"
              description="Telnyx confirmed these limits when they were set. Replace them only if you know that they were changed outside the console since then."
            />
          )}
          <Field label="Reason" hint="Recorded with each account.">
            {control => (
              <Textarea
                {...control}
                rows={2}
                maxLength={1_000}
                value={reason}
                onChange={event => setReason(event.target.value)}
              />
            )}
          </Field>
        </div>
      </Card>
    </form>
  )
}

function findingRows({ check, ragged }: CheckedLimits, { table }: OpenFile, mapping: LimitMapping): FindingRow[] {
  const cells = new Map(table.lines.map(line => [line.line, line.cells]))
  const findings = [...ragged, ...check.findings].sort((a, b) => a.line - b.line)
  return findings.map((finding, at) => {
    const from = finding.column && mapping[finding.column]
    return {
      key: `${at}`,
      line: finding.line,
      column: from === null ? 'Whole line' : headingOf(table.header, from),
      value: from === null ? null : (cells.get(finding.line)?.[from] ?? ''),
      kind: limitFindingCodes[finding.code],
      ...limitFindingWords(finding),
    }
  })
}

function useStating(
  file: string,
  { lines, replaceSet, check }: CheckedLimits,
  reason: string,
  onChanged: (check: LimitCheck) => void,
) {
  const router = useRouter()
  const client = useQueryClient()
  const { busy, problem, ask } = useAsk()
  const send = async () => {
    if (busy || check.changed === 0) return
    const answer = await ask(stateLimits, { lines, replaceSet, digest: check.digest, file, reason })
    if (answer?.kind === 'changed') onChanged(answer.check)
    if (answer?.kind !== 'stated') return
    toast.success(`${formatCount(answer.changed, 'channel limit')} imported`)
    void refreshScreens(client)
    router.push('/channels')
  }
  return { busy, problem, send }
}
