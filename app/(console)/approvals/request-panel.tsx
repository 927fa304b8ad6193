'use client'

import { useRouter } from 'next/navigation'
import { useEffect, useState } from 'react'
import { Field } from '@/components/form/field'
import { Refusal } from '@/components/states/refusal'
import { Banner } from '@/components/ui/banner'
import { Button } from '@/components/ui/button'
import { Description, DescriptionList } from '@/components/ui/description-list'
import { Dialog } from '@/components/ui/dialog'
import { formatCount } from '@/components/ui/number'
import { RelativeTime } from '@/components/ui/relative-time'
import { Textarea } from '@/components/ui/textarea'
import { toast } from '@/components/ui/toast'
import { type ApprovableAction, type ApprovalRow, approvableActions } from '@/lib/approval'
import type { JobParameters } from '@/lib/job'
import { can, type Role } from '@/lib/permissions'
import { dropDraft, keepDraft, readDraft } from '../_shell/draft'
import { useRun } from '../_shell/use-run'
import { startApproved } from '../jobs/actions'
import { JobFacts } from '../jobs/job-facts'
import { jobHref } from '../jobs/job-href'
import { decideApproval, withdrawApproval } from './actions'
import { ApprovalStatus } from './columns'
import { approvalKeys } from './queries'
import { RequestedAccounts } from './requested-accounts'

const startWords: Record<ApprovableAction, (accounts: string) => string> = {
  'accounts.disable': accounts => `Disable ${accounts}`,
  'accounts.channel_limit': accounts => `Set ${accounts} to 0 channels`,
}

/** The details of a request, and what this operator may do with it. */
export function RequestPanel({ row, role, onClose }: { row: ApprovalRow; role: Role; onClose: () => void }) {
  const router = useRouter()
  const { busy, problem, ask } = useRun(approvalKeys.all)
  const [note, setNote] = useState('')
  const draft = `approval:${row.id}`
  // After hydration: the server does not have the text. Something may be typed before this.
  useEffect(() => setNote(typed => typed || (readDraft(draft).note ?? '')), [draft])
  const [jobId] = useState(() => crypto.randomUUID())
  const mayDecide = row.state === 'open' && !row.own && can(role, 'approvals.decide')
  const decide = async (verdict: 'approved' | 'rejected') => {
    if (!(await ask(decideApproval, { id: row.id, digest: row.digest, verdict, note }))) return
    dropDraft(draft)
    toast.success(verdict === 'approved' ? 'Approved. The requester can start it now.' : 'Rejected')
    onClose()
  }
  const withdraw = async () => {
    if (!(await ask(withdrawApproval, { id: row.id }))) return
    toast.success('Request withdrawn')
    onClose()
  }
  const start = async () => {
    const started = await ask(startApproved, { id: jobId, approvalId: row.id })
    // The panel unmounts with this page. Closing it here would write this page's address and cancel the navigation to
    // the job.
    if (started) router.push(jobHref(started.data.jobId))
  }
  return (
    <Dialog
      open
      onOpenChange={open => !open && onClose()}
      title={`${approvableActions[row.action]} (${formatCount(row.accounts, 'account')})`}
      description={`Requested by ${row.requestedByName}`}
      placement="end"
      busy={busy}
      footer={
        <>
          {row.own && (row.state === 'open' || row.state === 'approved') && (
            <>
              <Button disabled={busy} onClick={() => void withdraw()}>
                Withdraw request
              </Button>
              {/* Shown before, so that it does not appear under the pointer when another person approves. */}
              <Button
                variant="danger"
                disabled={row.state === 'open'}
                pending={busy && row.state === 'approved'}
                pendingLabel="Starting…"
                onClick={() => void start()}
              >
                {startWords[row.action](formatCount(row.accounts, 'account'))}
              </Button>
            </>
          )}
          {mayDecide && (
            <>
              <Button disabled={busy} onClick={() => void decide('rejected')}>
                Reject request
              </Button>
              <Button variant="primary" pending={busy} onClick={() => void decide('approved')}>
                Approve request
              </Button>
            </>
          )}
          {!row.own && !mayDecide && <Button onClick={onClose}>Close</Button>}
        </>
      }
    >
      <div className="grid grid-cols-1 gap-4">
        {problem && <Refusal problem={problem} />}
        {row.own && row.state === 'open' && (
          <Banner tone="info" title="Waiting for approval">
            Another owner or manager decides. Once approved, you can start it here.
          </Banner>
        )}
        <DescriptionList>
          <Description label="State">
            <ApprovalStatus state={row.state} />
          </Description>
          <Description label="Message">{row.reason}</Description>
          <JobFacts kind={row.action} parameters={row.parameters as JobParameters} />
          <Description label="Requested">
            <RelativeTime at={row.createdAt} />
          </Description>
          <Description label="Expires">
            <RelativeTime at={row.expiresAt} />
          </Description>
          {row.decidedByName && (
            <Description label="Decided by" meta={<RelativeTime at={row.decidedAt} />}>
              <bdi>{row.decidedByName}</bdi>
              {row.decidedNote && <p className="text-muted">{row.decidedNote}</p>}
            </Description>
          )}
        </DescriptionList>
        {mayDecide && (
          <Field label="Note" hint="Optional. Recorded with the decision.">
            {control => (
              <Textarea
                {...control}
                rows={2}
                value={note}
                onChange={({ target: { value } }) => {
                  setNote(value)
                  keepDraft(draft, { note: value })
                }}
              />
            )}
          </Field>
        )}
        <RequestedAccounts id={row.id} action={row.action} />
      </div>
    </Dialog>
  )
}
