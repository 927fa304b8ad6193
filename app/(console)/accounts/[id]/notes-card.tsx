'use client'

import { useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useEffect, useState } from 'react'
import { Field } from '@/components/form/field'
import { problemOf } from '@/components/states/problem-of'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { RelativeTime } from '@/components/ui/relative-time'
import { Textarea } from '@/components/ui/textarea'
import { toast } from '@/components/ui/toast'
import type { AccountNote } from '@/lib/accounts'
import { problemText } from '@/lib/errors'
import { keepDraft, readDraft } from '../../_shell/draft'
import { refreshScreens } from '../../_shell/refresh-screens'
import { runAction } from '../../_shell/run-action'
import { addAccountNote } from '../actions'

/** The newest. The rest is shown on request, so that the timeline below stays near. */
const shownFirst = 3

type Props = { accountId: string; notes: readonly AccountNote[]; mayAdd: boolean }

export function NotesCard({ accountId, notes, mayAdd }: Props) {
  const [all, setAll] = useState(false)
  const shown = all ? notes : notes.slice(0, shownFirst)
  return (
    <Card title="Notes">
      <div className="grid gap-3">
        {mayAdd && <NewNote key={accountId} accountId={accountId} />}
        {notes.length === 0 && <p className="text-muted">No notes yet. Telnyx never sees notes.</p>}
        {shown.length > 0 && (
          <ul className="grid gap-2.5">
            {shown.map(note => (
              <li key={note.id} className="border-border border-t pt-2.5">
                <p className="whitespace-pre-wrap [overflow-wrap:anywhere]">{note.text}</p>
                <p className="text-muted text-xs">
                  {note.operatorName}, <RelativeTime at={note.createdAt} />
                </p>
              </li>
            ))}
          </ul>
        )}
        {shown.length < notes.length && (
          <Button size="sm" variant="ghost" className="-ml-2 justify-self-start" onClick={() => setAll(true)}>
            Show all {notes.length} notes
          </Button>
        )}
      </div>
    </Card>
  )
}

// One field does not need a form library.
function NewNote({ accountId }: { accountId: string }) {
  const client = useQueryClient()
  const [text, setText] = useState('')
  const draft = `note:${accountId}`
  // After hydration: the server does not have the text. Something may be typed before this.
  useEffect(() => setText(typed => typed || (readDraft(draft).text ?? '')), [draft])
  const type = (typed: string) => {
    setText(typed)
    keepDraft(draft, { text: typed })
  }
  const [error, setError] = useState<string>()
  const [saving, setSaving] = useState(false)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (saving) return
    if (text.trim() === '') return setError('Write a note first.')
    setSaving(true)
    setError(undefined)
    try {
      await runAction(addAccountNote, { accountId, text })
      toast.success('Note added')
      type('')
      void refreshScreens(client)
    } catch (caught) {
      const problem = problemOf(caught)
      setError(problem.fields?.text ?? problemText(problem))
    } finally {
      setSaving(false)
    }
  }
  return (
    <form onSubmit={submit} noValidate className="grid gap-2">
      <Field label="New note" error={error}>
        {control => (
          <Textarea
            {...control}
            rows={2}
            value={text}
            readOnly={saving}
            placeholder="What the next person should know"
            onChange={event => type(event.target.value)}
          />
        )}
      </Field>
      <Button type="submit" size="sm" className="justify-self-start" pending={saving} pendingLabel="Saving…">
        Add note
      </Button>
    </form>
  )
}
