import { useEffect, useState } from 'react'
import type { FieldValues, UseFormReturn } from 'react-hook-form'
import { tabStorageKey } from '@/app/tab-session'

// Text typed into a form, kept in the session storage of this tab until it is sent. It survives a closed dialog, a reload, a
// failed send and Undo. Only for text that may be shown again: never for passwords, codes or keys.

type Draft = {
  values: Record<string, string>
  /** The command that carries the text. It is offered again only if the command is undone or fails. */
  command?: string
}

const keyOf = (form: string) => tabStorageKey(`draft:${form}`)

function stored(key: string): Draft | null {
  try {
    // Only this file writes it.
    return JSON.parse(sessionStorage.getItem(key) ?? 'null') as Draft | null
  } catch {
    return null
  }
}

function store(key: string, draft: Draft): void {
  try {
    sessionStorage.setItem(key, JSON.stringify(draft))
  } catch {
    // Storage is full or blocked: the form works without it.
  }
}

/** The kept text of a form by the names of its fields; empty if there is none. */
export function readDraft(form: string): Record<string, string> {
  const draft = stored(keyOf(form))
  return draft && !draft.command ? draft.values : {}
}

export function keepDraft(form: string, values: Record<string, string>): void {
  const filled = Object.entries(values).filter(([, text]) => text !== '')
  if (filled.length === 0) dropDraft(form)
  else store(keyOf(form), { values: Object.fromEntries(filled) })
}

export function dropDraft(form: string): void {
  try {
    sessionStorage.removeItem(keyOf(form))
  } catch {
    // Nothing was kept.
  }
}

/** The text is on its way with this command. */
export function bindDraft(form: string, command: string): void {
  const key = keyOf(form)
  const draft = stored(key)
  if (draft) store(key, { ...draft, command })
}

/** The command was undone or failed: its text is offered again. */
export function releaseDraft(command: string): void {
  const own = keyOf('')
  for (const key of Object.keys(sessionStorage)) {
    const draft = key.startsWith(own) ? stored(key) : null
    if (draft?.command === command) store(key, { values: draft.values })
  }
}

/** The kept text when the form opened, as default values. */
export function useDraft(form: string) {
  const [kept, setKept] = useState(() => readDraft(form))
  const forget = () => {
    dropDraft(form)
    setKept({})
  }
  return { kept, forget }
}

/** Keeps what is typed into these fields of the form. */
export function useKeepDraft<T extends FieldValues>(
  name: string,
  { subscribe }: Pick<UseFormReturn<T>, 'subscribe'>,
  fields: readonly (keyof T & string)[],
): void {
  useEffect(
    () =>
      subscribe({
        formState: { values: true },
        callback: ({ values }) =>
          keepDraft(name, Object.fromEntries(fields.map(field => [field, String(values[field] ?? '')]))),
      }),
    [name, subscribe, fields],
  )
}
