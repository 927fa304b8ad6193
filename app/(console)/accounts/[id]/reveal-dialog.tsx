'use client'

import { zodResolver } from '@hookform/resolvers/zod'
import { type FormEvent, useState } from 'react'
import { Controller, useForm } from 'react-hook-form'
import { Field } from '@/components/form/field'
import { FormErrors } from '@/components/form/form-errors'
import { sendForm } from '@/components/form/send-form'
import { Button } from '@/components/ui/button'
import { CopyButton } from '@/components/ui/copy-button'
import { Dialog } from '@/components/ui/dialog'
import { RadioGroup } from '@/components/ui/radio-group'
import { Textarea } from '@/components/ui/textarea'
import { type RevealField, revealFields, revealKeyInput } from '@/lib/account-inputs'
import type { AccountDetail } from '@/lib/accounts'
import { DialogButtons } from '../../_shell/dialog-buttons'
import { useDraft, useKeepDraft } from '../../_shell/draft'
import { RestoredDraft } from '../../_shell/restored-draft'
import { useRun } from '../../_shell/use-run'
import { revealAccountKey } from '../actions'
import { accountKeys } from '../queries'
import { accountName } from '../words'
import { useShownSecret } from './use-shown-secret'

type Props = { account: AccountDetail; onClose: () => void }

const shownMs = 30_000

const fields = Object.entries(revealFields).map(([value, label]) => ({ value: value as RevealField, label }))

const untyped = { reason: '' }

/** Asks for a reason, shows the value for 30 seconds and forgets it. It never enters a cache, an address or a store. */
export function RevealDialog({ account, onClose }: Props) {
  const { busy, run } = useRun(accountKeys.timeline(account.id))
  const { value, left, show } = useShownSecret(shownMs)
  const [asked, setAsked] = useState<RevealField | null>(null)
  const draft = useDraft(`reveal:${account.id}`)
  const form = useForm({
    resolver: zodResolver(revealKeyInput),
    defaultValues: { id: account.id, field: 'api_key' as RevealField, ...untyped, ...draft.kept },
  })
  const clear = useKeepDraft(draft, form, untyped)
  const { errors } = form.formState
  const submit = sendForm(form, ['field', 'reason'], async input => {
    setAsked(null)
    const answer = await run(revealAccountKey, input)
    draft.forget()
    setAsked(input.field)
    show(answer.value)
  })
  const done = asked !== null
  const close = (event: FormEvent) => {
    event.preventDefault()
    onClose()
  }
  return (
    <Dialog
      open
      onOpenChange={open => !open && onClose()}
      size="sm"
      title={
        <>
          Reveal key of <bdi>{accountName(account)}</bdi>
        </>
      }
      busy={busy && !done}
      onSubmit={done ? close : submit}
      footer={
        done ? (
          <Button type="submit" variant="primary">
            Done
          </Button>
        ) : (
          <DialogButtons busy={busy} onClose={onClose} label="Reveal key" busyLabel="Asking Telnyx…" />
        )
      }
    >
      {asked ? (
        <Shown word={revealFields[asked]} value={value} left={left} />
      ) : (
        <div className="grid gap-4">
          <FormErrors errors={errors} />
          <RestoredDraft kept={draft.kept} onClear={clear} />
          <Controller
            control={form.control}
            name="field"
            render={({ field }) => (
              <RadioGroup
                legend="Key"
                options={fields}
                value={field.value}
                onChange={field.onChange}
                onBlur={field.onBlur}
              />
            )}
          />
          <Field
            label="Reason"
            hint="Recorded with your name. The key is never recorded."
            error={errors.reason?.message}
            required
          >
            {control => <Textarea {...control} {...form.register('reason')} data-autofocus rows={2} maxLength={500} />}
          </Field>
        </div>
      )}
    </Dialog>
  )
}

function Shown({ word, value, left }: { word: string; value: string | null; left: number }) {
  if (value === null) return <p role="status">The {word} is hidden again. To see it, reveal it once more.</p>
  return (
    <div className="grid gap-2">
      <p className="font-medium">{word}</p>
      <div className="flex items-start gap-2 rounded-lg border border-border bg-subtle p-3">
        <code className="min-w-0 flex-1 font-mono text-xs [overflow-wrap:anywhere]">{value}</code>
        <CopyButton value={value} label={`Copy ${word}`} />
      </div>
      <p className="text-muted">
        Hidden in{' '}
        <span role="timer" aria-live="off" className="figures">
          {left} s
        </span>
        , or when you leave this tab.
      </p>
      <p role="status" className="sr-only">
        The {word} is shown for 30 seconds.
      </p>
    </div>
  )
}
