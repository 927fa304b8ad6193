'use client'

import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useDeferredValue, useState } from 'react'
import { problemOf } from '@/components/states/problem-of'
import { Refusal } from '@/components/states/refusal'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { formatCount } from '@/components/ui/number'
import { Spinner } from '@/components/ui/spinner'
import { toast } from '@/components/ui/toast'
import type { AccountSearch } from '@/lib/account-search'
import type { Problem } from '@/lib/errors'
import { type BulkKind, bulkWords, jobKinds } from '@/lib/job'
import { type StartJobInput, startJobInput } from '@/lib/job-inputs'
import type { Frozen } from '@/lib/selection-inputs'
import { dropDraft, keepDraft, useDraft } from '../../_shell/draft'
import { RestoredDraft } from '../../_shell/restored-draft'
import { runAction } from '../../_shell/run-action'
import { requestApproval } from '../../approvals/actions'
import { startJob } from '../../jobs/actions'
import { jobHref } from '../../jobs/job-href'
import { jobKeys, planQuery } from '../../jobs/queries'
import { selectedCount } from '../selection'
import { useAccountSelection } from '../selection-provider'
import { BulkFields } from './bulk-fields'
import { changeOf, endangers, requestOf, triedChange } from './change'
import { type Draft, emptyDraft, keptText } from './draft'
import { DryRunSummary } from './dry-run-summary'
import { useFrozen } from './use-frozen'

type Props = { kind: BulkKind; search: AccountSearch; onClose: () => void }

/** Freezes the selection, shows what the change would do, and starts the job or requests its approval. */
export function BulkDialog({ kind, search, onClose }: Props) {
  'use memo'
  const { selection } = useAccountSelection()
  // The selection when the dialog opened. Later ticks have no effect on it.
  const [chosen] = useState(selection)
  const { frozen, problem } = useFrozen(chosen, search)
  const count = formatCount(frozen?.count ?? selectedCount(chosen), 'account')
  if (frozen) return <Form kind={kind} frozen={frozen} onClose={onClose} />
  return (
    <Dialog open onOpenChange={open => !open && onClose()} title={`${bulkWords(kind).title} ${count}`}>
      {problem ? (
        <Refusal problem={problem} />
      ) : (
        <p className="flex items-center gap-2 text-muted" role="status">
          <Spinner /> Preparing selection…
        </p>
      )}
    </Dialog>
  )
}

function Form({ kind, frozen, onClose }: { kind: BulkKind; frozen: Frozen; onClose: () => void }) {
  const form = `bulk:${kind}`
  const { kept, forget } = useDraft(form)
  const { accounts: typedFor, ...text } = kept
  const [draft, setDraft] = useState<Draft>({ ...emptyDraft, ...text })
  const [errors, setErrors] = useState<Record<string, string>>({})
  const tried = useDeferredValue(triedChange(kind, draft))
  const plan = useQuery({
    ...planQuery(frozen.id, tried ?? { kind: 'accounts.custom_pricing', parameters: { allow: true, reason: '' } }),
    enabled: tried !== null,
  })
  const approval = typeof plan.data?.approval === 'string'
  const send = useStartJob(kind, frozen, draft, approval, setErrors, onClose)
  const count = formatCount(frozen.count, 'account')
  const impossible = plan.data !== undefined && (plan.data.refusal !== null || plan.data.change === 0)
  return (
    <Dialog
      open
      onOpenChange={open => !open && onClose()}
      title={`${bulkWords(kind).title} ${count}`}
      busy={send.busy}
      onSubmit={event => {
        event.preventDefault()
        void send.submit()
      }}
      footer={
        <>
          <Button onClick={onClose} disabled={send.busy}>
            Cancel
          </Button>
          <Button
            type="submit"
            variant={!approval && bulkWords(kind).isDangerous ? 'danger' : 'primary'}
            pending={send.busy}
            pendingLabel={approval ? 'Requesting…' : 'Starting…'}
            disabled={impossible || plan.isError}
          >
            {approval ? 'Request approval' : `${bulkWords(kind).action.split(' ')[0]} ${count}`}
          </Button>
        </>
      }
    >
      <div className="grid gap-4">
        {send.problem && <Refusal problem={send.problem} />}
        <RestoredDraft
          kept={kept}
          about={typedFor && Number(typedFor) !== frozen.count ? formatCount(Number(typedFor), 'account') : undefined}
          onClear={() => {
            forget()
            setDraft(emptyDraft)
          }}
        />
        <BulkFields
          kind={kind}
          draft={draft}
          errors={errors}
          onChange={patch => {
            const next = { ...draft, ...patch }
            setDraft(next)
            keepDraft(form, keptText(next, frozen.count))
            setErrors({})
          }}
          total={frozen.count}
          approval={approval}
          summary={
            <DryRunSummary
              kind={kind}
              plan={tried === null ? undefined : plan.data}
              waiting={tried !== null && plan.isPending}
              problem={plan.error ? problemOf(plan.error) : null}
              onRetry={() => void plan.refetch()}
            />
          }
        />
      </div>
    </Dialog>
  )
}

/** `change.parameters.reason` → `reason`, the form's name for the field. Changes other than a disable keep it in `note`. */
function fieldName(kind: BulkKind, path: string): string {
  const last = path.replace(/^change\.parameters\.|^parameters\./, '')
  return last === 'reason' && kind !== 'accounts.disable' ? 'note' : last
}

function useStartJob(
  kind: BulkKind,
  frozen: Frozen,
  draft: Draft,
  needsApproval: boolean,
  setErrors: (errors: Record<string, string>) => void,
  onClose: () => void,
) {
  const router = useRouter()
  const client = useQueryClient()
  const [id] = useState(() => crypto.randomUUID())
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<Problem | null>(null)

  const show = (next: Problem) => {
    const fields = Object.entries(next.fields ?? {}).map(([path, text]) => [fieldName(kind, path), text])
    setErrors(Object.fromEntries(fields))
    setProblem(fields.length > 0 ? null : next)
  }

  const start = async (input: StartJobInput) => {
    const outcome = await runAction(startJob, input)
    if (outcome.kind !== 'done') return
    void client.invalidateQueries({ queryKey: jobKeys.all })
    dropDraft(`bulk:${kind}`)
    toast.success(`${jobKinds[kind].label}: job created`, {
      description: `${formatCount(frozen.count, 'account')}. Each change is recorded with its result.`,
    })
    onClose()
    router.push(jobHref(outcome.data.jobId))
  }

  const ask = async (input: StartJobInput) => {
    const request = requestOf(input.change, { selection: frozen.id, reason: draft.why })
    if (!request) return
    await runAction(requestApproval, request)
    dropDraft(`bulk:${kind}`)
    toast.success('Approval requested', { description: 'When it is approved, start the job under Approvals.' })
    onClose()
    router.push('/approvals')
  }

  const submit = async () => {
    setProblem(null)
    const parsed = startJobInput.safeParse({
      id,
      selection: frozen.id,
      change: changeOf(kind, draft),
      typedCount: draft.typedCount,
      emergencyConfirmed: draft.emergencyConfirmed,
      now: draft.now,
    })
    const fields: Record<string, string> = {}
    for (const issue of parsed.error?.issues ?? []) fields[fieldName(kind, issue.path.join('.'))] ??= issue.message
    // zod skips this check while the form has other errors.
    if (!draft.emergencyConfirmed && endangers(kind, draft)) fields.emergencyConfirmed ??= 'Confirm this to continue.'
    if (needsApproval) {
      if (draft.why.trim().length < 3) fields.why = 'Enter a message to the approver.'
    } else if (draft.typedCount.replace(/[\s,.]/g, '') !== String(frozen.count)) {
      fields.typedCount = `Type ${frozen.count}, the number of accounts.`
    }
    if (!parsed.success || Object.keys(fields).length > 0) return setErrors(fields)
    setBusy(true)
    try {
      await (needsApproval ? ask(parsed.data) : start(parsed.data))
    } catch (error) {
      show(problemOf(error))
    } finally {
      setBusy(false)
    }
  }
  return { submit, busy, problem }
}
