'use client'

import { useState } from 'react'
import { Field } from '@/components/form/field'
import { Button } from '@/components/ui/button'
import { Checkbox } from '@/components/ui/checkbox'
import { Dialog } from '@/components/ui/dialog'
import { Input } from '@/components/ui/input'
import { toast } from '@/components/ui/toast'
import { problemText } from '@/lib/errors'
import { useRun } from '../_shell/use-run'
import { setApprovalLimit } from './actions'
import { approvalKeys } from './queries'

/** Sets above how many accounts bulk disables require approval. */
export function LimitDialog({ limit, onClose }: { limit: number | null; onClose: () => void }) {
  const { busy, problem, ask } = useRun(approvalKeys.all)
  const [needed, setNeeded] = useState(limit !== null)
  const [over, setOver] = useState(String(limit ?? 50))
  const error = problem ? (problem.fields?.over ?? problemText(problem)) : undefined
  const save = async () => {
    if (!(await ask(setApprovalLimit, { over: needed ? Number(over.trim() || Number.NaN) : null }))) return
    toast.success('Approval limit changed')
    onClose()
  }
  return (
    <Dialog
      open
      onOpenChange={open => !open && onClose()}
      title="Change approval limit"
      size="sm"
      busy={busy}
      onSubmit={event => {
        event.preventDefault()
        void save()
      }}
      footer={
        <>
          <Button onClick={onClose} disabled={busy}>
            Cancel
          </Button>
          <Button type="submit" variant="primary" pending={busy}>
            Change limit
          </Button>
        </>
      }
    >
      <div className="grid gap-4">
        <Checkbox
          checked={needed}
          onChange={event => setNeeded(event.target.checked)}
          label="Require approval to disable many accounts"
        />
        <Field
          label="More than"
          hint="Accounts that one person can disable in 24 hours without approval, in all jobs together. Accounts disabled one by one and channel limits of 0 also count."
          error={error}
        >
          {control => (
            <Input
              {...control}
              inputMode="numeric"
              disabled={!needed}
              value={over}
              onChange={event => setOver(event.target.value)}
            />
          )}
        </Field>
      </div>
    </Dialog>
  )
}
