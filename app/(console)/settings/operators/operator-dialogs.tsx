'use client'

import { useState } from 'react'
import { Refusal } from '@/components/states/refusal'
import { AlertDialog } from '@/components/ui/alert-dialog'
import { formatCount } from '@/components/ui/number'
import { toast } from '@/components/ui/toast'
import type { IssuedLink, OperatorRow } from '@/lib/operator'
import { useRun } from '../../_shell/use-run'
import { disableOperator, enableOperator, endOperatorSessions, resetOperatorSignIn } from './actions'
import { IssuedLinkDialog } from './issued-link'
import type { OperatorDialog } from './operators-context'
import { operatorKeys } from './queries'
import { RoleDialog } from './role-dialog'

type Props = { dialog: OperatorDialog; operator: OperatorRow; onClose: () => void }

export function OperatorDialogs({ dialog, operator, onClose }: Props) {
  if (dialog === 'role') return <RoleDialog operator={operator} onClose={onClose} />
  if (dialog === 'reset') return <ResetDialog operator={operator} onClose={onClose} />
  return <Question dialog={dialog} operator={operator} onClose={onClose} />
}

type Asked = Exclude<OperatorDialog, 'role' | 'reset'>

const words: Record<Asked, (operator: OperatorRow) => { title: string; description: string; confirm: string }> = {
  disable: ({ name, self }) => ({
    title: `Disable ${name}?`,
    description: self
      ? 'You are signed out everywhere immediately and cannot sign in until another owner enables you again. Your actions stay in the audit.'
      : 'They are signed out everywhere immediately and cannot sign in until an owner enables them again. Their actions stay in the audit.',
    confirm: 'Disable operator',
  }),
  enable: ({ name }) => ({
    title: `Enable ${name}?`,
    description: 'They can sign in again, with the role, password and factors they had.',
    confirm: 'Enable operator',
  }),
  sessions: ({ name, self, sessions }) => ({
    title: self ? 'End your other sessions?' : `End the sessions of ${name}?`,
    description: self
      ? 'This session continues.'
      : `${formatCount(sessions, 'session')} ${sessions === 1 ? 'ends' : 'end'} immediately. They can sign in again.`,
    confirm: 'End sessions',
  }),
}

function Question({ dialog, operator, onClose }: Props & { dialog: Asked }) {
  const { busy, problem, ask } = useRun(operatorKeys.all)
  const { id, name } = operator
  const { title, description, confirm } = words[dialog](operator)
  // What was done, in words; null if it was refused.
  const work: Record<Asked, () => Promise<string | null>> = {
    disable: async () => (await ask(disableOperator, { id })) && `${name} is disabled`,
    enable: async () => (await ask(enableOperator, { id })) && `${name} is enabled`,
    sessions: async () => {
      const answer = await ask(endOperatorSessions, { id })
      return answer && `${formatCount(answer.data.ended, 'session')} ended`
    },
  }
  const go = async () => {
    const done = await work[dialog]()
    if (done === null) return
    toast.success(done)
    onClose()
  }
  return (
    <AlertDialog
      open
      onOpenChange={open => !open && onClose()}
      title={title}
      description={description}
      confirmLabel={confirm}
      tone={dialog === 'enable' ? 'primary' : 'danger'}
      pending={busy}
      onConfirm={() => void go()}
    >
      {problem && <Refusal problem={problem} />}
    </AlertDialog>
  )
}

/** Creates a link that sets a new password, for an operator who lost their password or factor. */
function ResetDialog({ operator, onClose }: Omit<Props, 'dialog'>) {
  const { busy, problem, ask } = useRun(operatorKeys.all)
  const [issued, setIssued] = useState<IssuedLink | null>(null)
  const go = async () => {
    const answer = await ask(resetOperatorSignIn, { id: operator.id })
    if (answer) setIssued(answer.data)
  }
  if (issued) {
    return (
      <IssuedLinkDialog
        issued={issued}
        title="Sign-in link created"
        description={`Anyone who opens this link can set a new password for ${operator.name}.`}
        onClose={onClose}
      />
    )
  }
  return (
    <AlertDialog
      open
      onOpenChange={open => !open && onClose()}
      title={`Create a sign-in link for ${operator.name}?`}
      description="For an operator who lost their password or second factor. Make sure that the request really comes from them. Nothing changes until the link is used. Then it replaces their password and second factors, and ends their sessions."
      confirmLabel="Create link"
      tone="primary"
      pending={busy}
      onConfirm={() => void go()}
    >
      {problem && <Refusal problem={problem} />}
    </AlertDialog>
  )
}
