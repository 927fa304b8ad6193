'use client'

import { useState } from 'react'
import { Field } from '@/components/form/field'
import { problemOf } from '@/components/states/problem-of'
import { Button } from '@/components/ui/button'
import { Checkbox } from '@/components/ui/checkbox'
import { Dialog } from '@/components/ui/dialog'
import { Input } from '@/components/ui/input'
import { toast } from '@/components/ui/toast'
import { problemText } from '@/lib/errors'
import { useRun } from '../_shell/use-run'
import { setApprovalLimit } from './actions'
import { approvalKeys } from './queries'

/** From how many accounts on bulk disables take two people. */
export function LimitDialog({ limit, onClose }: { limit: number | null; onClose: () => void }) {
  const { busy, run } = useRun(approvalKeys.all)
  const [needed, setNeeded] = useState(limit !== null)
  const [over, setOver] = useState(String(limit ?? 50))
  const [error, setError] = useState<string>()
  const save = async () => {
    setError(undefined)
    try {
      await run(setApprovalLimit, { over: needed ? Number(over.trim() || Number.NaN) : null })
      toast.success('The limit is changed')
      onClose()
    } catch (thrown) {
      const problem = problemOf(thrown)
      setError(problem.fields?.over ?? problemText(problem))
    }
  }
  return (
    <Dialog
      open
      onOpenChange={open => !open && onClose()}
      title="Second person for bulk disables"
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
            Save
          </Button>
        </>
      }
    >
      <div className="grid gap-4">
        <Checkbox
          checked={needed}
          onChange={event => setNeeded(event.target.checked)}
          label="Disabling many accounts takes a second person"
        />
        <Field
          label="More than"
          hint="Accounts that one person may disable in 24 hours, over all jobs. Accounts disabled one by one count, and so does a channel limit of 0."
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
