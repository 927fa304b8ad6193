'use client'

import { zodResolver } from '@hookform/resolvers/zod'
import { useForm } from 'react-hook-form'
import { applyProblem } from '@/components/form/apply-problem'
import { Field } from '@/components/form/field'
import { FormErrors } from '@/components/form/form-errors'
import { Banner } from '@/components/ui/banner'
import { Dialog } from '@/components/ui/dialog'
import { Input } from '@/components/ui/input'
import { Textarea } from '@/components/ui/textarea'
import { toast } from '@/components/ui/toast'
import { confirmationOf, isConfirmedBy, type RosterUser } from '@/lib/organization'
import { removeUserInput } from '@/lib/organization-inputs'
import { z } from '@/lib/zod'
import { DialogButtons } from '../_shell/dialog-buttons'
import { dropDraft, useDraft, useKeepDraft } from '../_shell/draft'
import { RestoredDraft } from '../_shell/restored-draft'
import { useSend } from '../_shell/use-send'
import { removeOrganizationUser } from './actions'
import { GroupBadges, LastSignIn, UserStatus } from './cells'
import { userName } from './words'

type Props = { user: RosterUser; onClose: () => void; onRemoved: () => void }

const untyped = { reason: '' }

export function RemoveDialog({ user, onClose, onRemoved }: Props) {
  const draft = useDraft(`remove:${user.id}`)
  const name = userName(user)
  const { send, busy } = useSend({
    id: user.id,
    action: 'organization_user.remove',
    call: removeOrganizationUser,
    failed: `${name} was not removed`,
    about: name,
    onOutcome: outcome => {
      if (outcome.kind === 'done') {
        dropDraft(draft.name)
        toast.success(`${name} removed`)
        onRemoved()
      } else {
        toast.info(`Telnyx has not answered yet about ${name}`, {
          description: 'The console keeps checking. The row shows the result.',
        })
      }
    },
    onClose,
  })
  const wanted = confirmationOf(user)
  const schema = removeUserInput.check(
    z.refine(input => isConfirmedBy(user, input.confirmation), {
      path: ['confirmation'],
      error: `Type ${wanted} to confirm.`,
    }),
  )
  const form = useForm({
    resolver: zodResolver(schema),
    defaultValues: { userId: user.id, confirmation: '', ...untyped, ...draft.kept },
  })
  const clear = useKeepDraft(draft, form, untyped)
  const { errors } = form.formState
  const submit = form.handleSubmit(async input => {
    const problem = await send(input)
    if (problem) applyProblem(form.setError, problem, ['reason', 'confirmation'])
  })
  return (
    <Dialog
      open
      onOpenChange={open => !open && onClose()}
      size="sm"
      title={<span className="[overflow-wrap:anywhere]">Remove {name}</span>}
      description="Telnyx deletes this user from your organization. This cannot be undone from this console."
      onSubmit={submit}
      footer={
        <DialogButtons
          busy={busy}
          onClose={onClose}
          label="Remove user"
          busyLabel="Removing…"
          variant="danger"
          outlives
        />
      }
    >
      <div className="grid gap-4">
        <FormErrors errors={errors} />
        <RestoredDraft kept={draft.kept} onClear={clear} />
        {user.isSelf && (
          <Banner tone="warning" title="This is your own e-mail">
            Removing this user ends your own access to Telnyx’s portal. You can still sign in to this console.
          </Banner>
        )}
        {user.pending?.state === 'unknown' && (
          <Banner tone="warning" title="The outcome of an earlier removal is not known yet">
            The user may already be removed. A new removal replaces the earlier one.
          </Banner>
        )}
        <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1 rounded-lg border border-border bg-background px-3 py-2">
          <dt className="text-muted">Status</dt>
          <dd>
            <UserStatus user={user} />
          </dd>
          <dt className="text-muted">Groups</dt>
          <dd>
            <GroupBadges user={user} />
          </dd>
          <dt className="text-muted">Last sign-in</dt>
          <dd>
            <LastSignIn user={user} />
          </dd>
        </dl>
        <Field label="Reason" hint="Recorded with your name." error={errors.reason?.message} required>
          {control => <Textarea {...control} {...form.register('reason')} rows={2} />}
        </Field>
        <Field
          label={
            <>
              Type <span className="font-mono text-xs [overflow-wrap:anywhere]">{wanted}</span> to confirm
            </>
          }
          error={errors.confirmation?.message}
          required
        >
          {control => (
            <Input
              {...control}
              {...form.register('confirmation')}
              mono
              autoComplete="off"
              autoCapitalize="off"
              spellCheck={false}
            />
          )}
        </Field>
      </div>
    </Dialog>
  )
}
