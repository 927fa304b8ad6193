'use client'

import { type FormEvent, useState } from 'react'
import { problemOf } from '@/components/states/problem-of'
import { Dialog } from '@/components/ui/dialog'
import { RadioGroup } from '@/components/ui/radio-group'
import { toast } from '@/components/ui/toast'
import type { Problem } from '@/lib/errors'
import type { OperatorRow } from '@/lib/operator'
import { roleLabel } from '@/lib/permissions'
import { DialogButtons } from '../../_shell/dialog-buttons'
import { useRun } from '../../_shell/use-run'
import { setOperatorRole } from './actions'
import { operatorKeys } from './queries'
import { Refusal } from './refusal'
import { roleOptions } from './words'

export function RoleDialog({ operator, onClose }: { operator: OperatorRow; onClose: () => void }) {
  const { busy, run } = useRun(operatorKeys.all)
  const [role, setRole] = useState(operator.role)
  const [problem, setProblem] = useState<Problem | null>(null)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setProblem(null)
    try {
      await run(setOperatorRole, { id: operator.id, role })
      toast.success(`${operator.name} is now ${roleLabel[role].toLowerCase()}`)
      onClose()
    } catch (error) {
      setProblem(problemOf(error))
    }
  }
  return (
    <Dialog
      open
      onOpenChange={open => !open && onClose()}
      title={
        <>
          Change role of <bdi>{operator.name}</bdi>
        </>
      }
      description="The new role applies from their next request."
      busy={busy}
      onSubmit={event => void submit(event)}
      footer={
        <DialogButtons
          busy={busy}
          onClose={onClose}
          label="Change role"
          busyLabel="Saving…"
          variant="primary"
          disabled={role === operator.role}
        />
      }
    >
      <div className="grid gap-4">
        {problem && <Refusal problem={problem} />}
        <RadioGroup
          legend="Role"
          variant="card"
          options={roleOptions}
          value={role}
          onChange={setRole}
          disabled={busy}
        />
      </div>
    </Dialog>
  )
}
