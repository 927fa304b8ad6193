'use client'

import { useState } from 'react'
import { Refusal } from '@/components/states/refusal'
import { RadioGroup } from '@/components/ui/radio-group'
import { toast } from '@/components/ui/toast'
import type { OperatorRow } from '@/lib/operator'
import { roleLabel } from '@/lib/permissions'
import { FormDialog } from '../../_shell/form-dialog'
import { useRun } from '../../_shell/use-run'
import { setOperatorRole } from './actions'
import { operatorKeys } from './queries'
import { roleOptions } from './words'

export function RoleDialog({ operator, onClose }: { operator: OperatorRow; onClose: () => void }) {
  const { busy, problem, ask } = useRun(operatorKeys.all)
  const [role, setRole] = useState(operator.role)
  const submit = async () => {
    if (!(await ask(setOperatorRole, { id: operator.id, role }))) return
    toast.success(`${operator.name} is now ${roleLabel[role].toLowerCase()}`)
    onClose()
  }
  return (
    <FormDialog
      size="md"
      title={
        <>
          Change role of <bdi>{operator.name}</bdi>
        </>
      }
      description="The new role applies from their next request."
      busy={busy}
      label="Change role"
      busyLabel="Saving…"
      disabled={role === operator.role}
      onSubmit={submit}
      onClose={onClose}
    >
      {problem && <Refusal problem={problem} />}
      <RadioGroup legend="Role" variant="card" options={roleOptions} value={role} onChange={setRole} disabled={busy} />
    </FormDialog>
  )
}
