'use client'

import { useState } from 'react'
import { Field } from '@/components/form/field'
import { Banner } from '@/components/ui/banner'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { Description, DescriptionList } from '@/components/ui/description-list'
import { formatCount } from '@/components/ui/number'
import { RelativeTime } from '@/components/ui/relative-time'
import { Status } from '@/components/ui/status'
import { Textarea } from '@/components/ui/textarea'
import { toast } from '@/components/ui/toast'
import type { ConnectionState } from '@/lib/connection'
import { problemText } from '@/lib/errors'
import type { SendingStop, WaitingWork } from '@/lib/sending'
import { keepDraft, useDraft } from '../../_shell/draft'
import { FormDialog } from '../../_shell/form-dialog'
import { RestoredDraft } from '../../_shell/restored-draft'
import { useRun } from '../../_shell/use-run'
import { resumeSending, stopSending } from './actions'
import { connectionKeys } from './queries'

/** Whether sending to Telnyx is active, and the emergency stop. */
export function SendingCard({ sending: { stopped, waiting } }: Pick<ConnectionState, 'sending'>) {
  // Not derived from `stopped`: another owner may stop or resume sending while the dialog is open.
  const [asking, setAsking] = useState<'stop' | SendingStop | null>(null)
  return (
    <Card
      title="Sending"
      description="Jobs, scheduled changes and single changes"
      actions={
        <Button size="sm" variant={stopped ? 'primary' : 'secondary'} onClick={() => setAsking(stopped ?? 'stop')}>
          {stopped ? 'Resume sending…' : 'Stop all sending…'}
        </Button>
      }
    >
      <DescriptionList>
        <Description label="State" meta={stopped && <StoppedBy {...stopped} />}>
          {stopped ? <Status tone="danger">Stopped</Status> : <Status tone="success">Active</Status>}
        </Description>
        <Description label={stopped ? 'Continues when resumed' : 'In progress'}>{workText(waiting)}</Description>
      </DescriptionList>
      {asking === 'stop' ? (
        <StopDialog stopped={stopped} waiting={waiting} onClose={() => setAsking(null)} />
      ) : (
        asking && <ResumeDialog stoppedAt={asking.at} waiting={waiting} onClose={() => setAsking(null)} />
      )}
    </Card>
  )
}

function StoppedBy({ by, at, reason }: SendingStop) {
  return (
    <>
      By <bdi>{by}</bdi> <RelativeTime at={at} />: <bdi>{reason}</bdi>
    </>
  )
}

function workText({ jobs, changes }: WaitingWork): string {
  if (jobs + changes === 0) return 'Nothing'
  const parts = [jobs > 0 && formatCount(jobs, 'job'), changes > 0 && formatCount(changes, 'scheduled change')]
  return parts.filter(Boolean).join(' and ')
}

type Props = { waiting: WaitingWork; onClose: () => void }

function StopDialog({ stopped, waiting, onClose }: Props & { stopped: SendingStop | null }) {
  const { busy, problem, ask } = useRun(connectionKeys.all)
  const { name, kept, forget } = useDraft('stop-sending')
  const [reason, setReason] = useState(kept.reason ?? '')
  const error = problem ? (problem.fields?.reason ?? problemText(problem)) : undefined
  const stop = async () => {
    if (!(await ask(stopSending, { reason }))) return
    forget()
    toast.success('Sending stopped')
    onClose()
  }
  return (
    <FormDialog
      role="alertdialog"
      title="Stop all sending to Telnyx?"
      busy={busy}
      label="Stop sending"
      busyLabel="Stopping…"
      variant="danger"
      disabled={stopped !== null}
      onSubmit={stop}
      onClose={onClose}
    >
      {stopped && !busy && (
        <Banner tone="warning" role="alert" title="Sending is stopped">
          <StoppedBy {...stopped} />
        </Banner>
      )}
      <p>
        Until an owner resumes sending, nobody can change anything at Telnyx from this console. Jobs and scheduled
        changes wait. Single changes are refused. Requests in progress still finish.
      </p>
      <p>Will wait: {workText(waiting).toLowerCase()}.</p>
      <RestoredDraft
        kept={kept}
        onClear={() => {
          forget()
          setReason('')
        }}
      />
      <Field label="Reason" hint="Everyone sees it above every screen." error={error} required>
        {control => (
          <Textarea
            {...control}
            rows={2}
            maxLength={500}
            value={reason}
            onChange={({ target }) => {
              setReason(target.value)
              keepDraft(name, { reason: target.value })
            }}
          />
        )}
      </Field>
    </FormDialog>
  )
}

function ResumeDialog({ stoppedAt, waiting, onClose }: Props & { stoppedAt: string }) {
  const { busy, attempt } = useRun(connectionKeys.all)
  const resume = async () => {
    if (!(await attempt(resumeSending, { stoppedAt }, 'Sending was not resumed'))) return
    toast.success('Sending resumed')
    onClose()
  }
  return (
    <FormDialog
      role="alertdialog"
      title="Resume sending to Telnyx?"
      busy={busy}
      label="Resume sending"
      busyLabel="Resuming…"
      onSubmit={resume}
      onClose={onClose}
    >
      <p>
        {waiting.jobs + waiting.changes === 0
          ? 'Nothing is waiting to be sent.'
          : `These continue immediately: ${workText(waiting)}. Before you resume, cancel everything that must not be sent.`}
      </p>
    </FormDialog>
  )
}
