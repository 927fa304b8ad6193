'use client'

import { useQueryClient } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { Field, FieldError } from '@/components/form/field'
import { Refusal } from '@/components/states/refusal'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { formatCount, formatNumber } from '@/components/ui/number'
import { RadioGroup } from '@/components/ui/radio-group'
import { Textarea } from '@/components/ui/textarea'
import { toast } from '@/components/ui/toast'
import type { Finding, ImportLine } from '@/lib/account-import'
import type { ImportCheck } from '@/lib/account-import-inputs'
import type { Problem } from '@/lib/errors'
import { timeLeftWords } from '@/lib/time-left'
import { useAsk } from '../../_shell/import/use-ask'
import { jobHref } from '../../jobs/job-href'
import { jobKeys } from '../../jobs/queries'
import { LimitWarning } from '../account-limit'
import { TypedCount } from '../typed-count'
import { startImport } from './actions'

/** The checked lines, the findings, and the id under which the import can be started. */
export type Checked = { id: string; lines: ImportLine[]; ragged: Finding[]; check: ImportCheck }

type Props = {
  file: string
  checked: Checked
  /** Lines of the file that were not sent. */
  kept: number
  /** The rows are being checked again. */
  checking: boolean
  reason: string
  onReason: (reason: string) => void
  onChanged: (check: ImportCheck) => void
  onBack: () => void
  onAgain: () => void
}

type Draft = { warned: 'import' | 'leave' | null; typedCount: string }
type Errors = Partial<Record<'warned' | 'reason' | 'typedCount', string>>

/** What will be created, and the operator's confirmation. */
export function StartForm(props: Props) {
  const { checked, checking, reason, onReason, onBack, onAgain } = props
  const { check } = checked
  const [draft, setDraft] = useState<Draft>({ warned: null, typedCount: '' })
  const { busy, problem, errors, start } = useStart(props, draft)
  const leave = draft.warned === 'leave'
  const count = check.good - (leave ? check.warned : 0)
  const them = check.warned === 1 ? 'it' : 'them'
  return (
    <form
      noValidate
      onSubmit={event => {
        event.preventDefault()
        void start(count)
      }}
    >
      <Card
        title={`Create ${formatCount(count, 'managed account')}`}
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
              pendingLabel="Starting…"
              disabled={count === 0 || checking}
            >
              Start import
            </Button>
          </div>
        }
      >
        <div className="grid gap-4">
          {problem && <Refusal problem={problem} />}
          <Outlook check={check} count={count} rollup={check.rollup - (leave ? check.rollupWarned : 0)} />
          {check.warned > 0 && (
            <div>
              <RadioGroup
                legend={`${formatCount(check.warned, 'row')} with a warning`}
                variant="card"
                value={draft.warned}
                onChange={warned => setDraft({ ...draft, warned })}
                invalid={errors.warned !== undefined}
                options={[
                  {
                    value: 'import',
                    label: `Import ${them} too`,
                    description:
                      check.warned === 1
                        ? 'I have checked the warning. This is another customer.'
                        : 'I have checked the warnings. These are other customers.',
                  },
                  { value: 'leave', label: `Leave ${them} out` },
                ]}
              />
              {errors.warned && <FieldError>{errors.warned}</FieldError>}
            </div>
          )}
          <Field label="Reason" hint="Recorded with the import." error={errors.reason}>
            {control => (
              <Textarea {...control} rows={2} value={reason} onChange={event => onReason(event.target.value)} />
            )}
          </Field>
          <TypedCount
            count={count}
            hint="The number of accounts to create. They cannot be deleted later."
            error={errors.typedCount}
            value={draft.typedCount}
            onChange={event => setDraft({ ...draft, typedCount: event.target.value })}
          />
        </div>
      </Card>
    </form>
  )
}

function Outlook({ check, count, rollup }: { check: ImportCheck; count: number; rollup: number }) {
  return (
    <div className="grid gap-3">
      <ul className="grid list-disc gap-1 pl-5">
        <li>
          {formatNumber(rollup)} with rollup billing, {formatNumber(count - rollup)} with their own balance. You cannot
          change this later.
        </li>
        {check.proposed > 0 && (
          <li>
            {formatCount(check.proposed, 'row')} without an e-mail {check.proposed === 1 ? 'gets' : 'get'} an address
            generated from yours.
          </li>
        )}
        <li>Nobody can sign in to them directly until a password is set with Telnyx.</li>
        {check.time !== null && (
          <li>
            It takes {timeLeftWords(check.time)} at Telnyx’s current rate limit. It continues if you close this page.
          </li>
        )}
      </ul>
      {check.limit && <LimitWarning limit={check.limit} wanted={count} />}
    </div>
  )
}

function useStart({ file, checked, kept, reason, onChanged }: Props, draft: Draft) {
  const { id, lines, check } = checked
  const router = useRouter()
  const client = useQueryClient()
  const [errors, setErrors] = useState<Errors>({})
  const [going, setGoing] = useState(false)
  const { busy, problem, ask } = useAsk()
  const start = async (count: number) => {
    if (busy || going) return
    const missing: Errors = {
      ...(check.warned > 0 && draft.warned === null && { warned: 'Choose whether to import these rows.' }),
      ...(reason.length > 1_000 && { reason: 'Use 1,000 characters or fewer.' }),
      ...(draft.typedCount.replace(/[\s,.]/g, '') !== String(count) && {
        typedCount: `Type ${count}, the number of accounts.`,
      }),
    }
    setErrors(missing)
    if (Object.keys(missing).length > 0) return
    const answer = await ask(startImport, {
      id,
      lines,
      digest: check.digest,
      file,
      reason,
      kept,
      typedCount: draft.typedCount,
      leaveOutWarned: draft.warned === 'leave',
      acknowledged: draft.warned === 'import',
    })
    if (answer?.kind === 'changed') onChanged(answer.check)
    if (answer?.kind !== 'started') return
    setGoing(true)
    void client.invalidateQueries({ queryKey: jobKeys.all })
    toast.success(`Import of ${formatCount(count, 'account')} started`)
    router.push(jobHref(answer.jobId))
  }
  return { busy: busy || going, problem: problem && resendable(problem), errors, start }
}

/** The usual hint is to look before repeating. This import is safe to start again. */
function resendable(problem: Problem): Problem {
  if (problem.code !== 'unavailable' && problem.code !== 'internal') return problem
  return { ...problem, hint: 'You can start it again. The console starts it once at most.' }
}
