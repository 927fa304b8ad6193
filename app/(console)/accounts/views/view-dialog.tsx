'use client'

import { zodResolver } from '@hookform/resolvers/zod'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Controller, useForm } from 'react-hook-form'
import type { TableLook } from '@/components/data-table/look'
import { Field } from '@/components/form/field'
import { FormErrors } from '@/components/form/form-errors'
import { sendForm } from '@/components/form/send-form'
import { AlertDialog } from '@/components/ui/alert-dialog'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { Input } from '@/components/ui/input'
import { RadioGroup } from '@/components/ui/radio-group'
import { toast } from '@/components/ui/toast'
import { filterSentence, isFiltered } from '@/lib/account-filters'
import type { AccountSearch } from '@/lib/account-search'
import type { Result } from '@/lib/result'
import { type ViewForm, viewFormInput } from '@/lib/view-inputs'
import { canonicalSearch, longestName, type SavedView } from '@/lib/views'
import { runAction } from '../../_shell/run-action'
import { sayProblem } from '../../_shell/say-problem'
import { changeView, deleteView, saveView } from './actions'
import { readViewsAgain, useViewId } from './use-view'

export type ViewDialogKind = 'save' | 'rename' | 'delete'

type Props = {
  kind: ViewDialogKind
  /** The open view. */
  view: SavedView | null
  search: AccountSearch
  look: TableLook
  onClose: () => void
}

export function ViewDialog(props: Props) {
  const { kind, view, onClose } = props
  if (kind === 'save') return <NameDialog {...props} renamed={null} />
  if (view === null) return null
  return kind === 'rename' ? <NameDialog {...props} renamed={view} /> : <DeleteDialog view={view} onClose={onClose} />
}

/** Runs a command on views, then reads the views again. Throws ProblemError. */
function useViewCommand() {
  const client = useQueryClient()
  return async <I,>(action: (input: I) => Promise<Result<{ id: string }>>, input: I): Promise<string> => {
    const outcome = await runAction(action, input)
    await readViewsAgain(client)
    if (outcome.kind !== 'done') throw new Error('a view is never left unknown')
    return outcome.data.id
  }
}

/** Renames the open view, or saves what the screen shows as a new one. */
function NameDialog({ view, renamed, search, look, onClose }: Props & { renamed: SavedView | null }) {
  const run = useViewCommand()
  const [, setId] = useViewId()
  const form = useForm<ViewForm>({
    resolver: zodResolver(viewFormInput),
    defaultValues: { name: renamed?.name ?? '', shared: renamed?.shared ?? false },
  })
  const { errors, isSubmitting } = form.formState
  const submit = sendForm(form, ['name'], async ({ name, shared }) => {
    if (renamed) await run(changeView, { id: renamed.id, name })
    else await setId(await run(saveView, { name, shared, search: canonicalSearch(search), look }))
    toast.success(renamed ? `Renamed to “${name}”` : `Saved “${name}”`)
    onClose()
  })
  return (
    <Dialog
      open
      onOpenChange={next => !next && onClose()}
      title={renamed ? `Rename “${renamed.name}”` : 'Save view'}
      size="sm"
      busy={isSubmitting}
      onSubmit={submit}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" pending={isSubmitting} pendingLabel="Saving…">
            {renamed ? 'Rename view' : 'Save view'}
          </Button>
        </>
      }
    >
      <div className="grid gap-4">
        <FormErrors errors={errors} />
        <Field label="Name" error={errors.name?.message} required>
          {control => (
            <Input
              {...control}
              {...form.register('name')}
              maxLength={longestName}
              autoComplete="off"
              placeholder={view && !renamed ? `Copy of ${view.name}` : undefined}
            />
          )}
        </Field>
        {!renamed && (
          <>
            <Controller
              control={form.control}
              name="shared"
              render={({ field }) => (
                <RadioGroup
                  legend="Visible to"
                  value={field.value ? 'everybody' : 'me'}
                  onChange={value => field.onChange(value === 'everybody')}
                  options={[
                    { value: 'me', label: 'Only you' },
                    { value: 'everybody', label: 'All operators', description: 'Only you can change it.' },
                  ]}
                />
              )}
            />
            <p className="text-muted text-xs">
              Saves {isFiltered(search) ? `the filters (${filterSentence(search)})` : 'all accounts without filters'},
              the sort order, the columns and the row height.
            </p>
          </>
        )}
      </div>
    </Dialog>
  )
}

function DeleteDialog({ view, onClose }: { view: SavedView; onClose: () => void }) {
  const run = useViewCommand()
  const [, setId] = useViewId()
  const [busy, setBusy] = useState(false)
  const remove = async () => {
    setBusy(true)
    try {
      await run(deleteView, { id: view.id })
      await setId(null)
      toast.success(`Deleted “${view.name}”`)
      onClose()
    } catch (error) {
      sayProblem('The view was not deleted', error)
      setBusy(false)
    }
  }
  return (
    <AlertDialog
      open
      onOpenChange={next => !next && onClose()}
      title={`Delete “${view.name}”`}
      description={
        view.shared
          ? 'The view is deleted for all operators. No account changes. Links to the view still show the same accounts.'
          : 'Only the view is deleted. No account changes.'
      }
      confirmLabel="Delete view"
      pending={busy}
      onConfirm={() => void remove()}
    />
  )
}
