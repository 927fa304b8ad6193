import { useEffect, useState } from 'react'
import type { FieldValues, Path, PathValue, UseFormReturn } from 'react-hook-form'
import { tabStorageKey } from '@/app/tab-session'
import { keep, readKept } from './kept'

// Text typed into a form, kept in the session storage of this tab until it is sent. It survives a closed dialog, a reload, a
// failed send and Undo. Only for text that may be shown again: never for passwords, codes or keys.

/** The names of the fields whose text is kept. Text of a field with any other name is never stored. */
const keptFields = ['reason', 'note', 'ticket', 'reviewOn', 'remark', 'text', 'limit', 'why', 'accounts'] as const
export type KeptField = (typeof keptFields)[number]

type Draft = {
  values: Record<string, string>
  /** The command that carries the text. It is offered again only if the command is undone or fails. */
  command?: string
}

const keyOf = (form: string) => tabStorageKey(`draft:${form}`)

/** The kept text of a form by the names of its fields; empty if there is none. */
export function readDraft(form: string): Record<string, string> {
  const draft = readKept<Draft>(keyOf(form))
  return draft && !draft.command ? draft.values : {}
}

export function keepDraft(form: string, values: Partial<Record<KeptField, string>>): void {
  const filled = keptFields.flatMap(field => (values[field] ? [[field, values[field]] as const] : []))
  if (filled.length === 0) dropDraft(form)
  else keep(keyOf(form), { values: Object.fromEntries(filled) } satisfies Draft)
}

export const dropDraft = (form: string): void => keep(keyOf(form), null)

/** The text is on its way with this command. */
export function bindDraft(form: string, command: string): void {
  const key = keyOf(form)
  const draft = readKept<Draft>(key)
  if (draft) keep(key, { ...draft, command })
}

/** The command was undone or failed: its text is offered again. */
export function releaseDraft(command: string): void {
  const own = keyOf('')
  for (const key of Object.keys(sessionStorage)) {
    const draft = key.startsWith(own) ? readKept<Draft>(key) : null
    if (draft?.command === command) keep(key, { values: draft.values })
  }
}

/** The kept text when the form opened, as default values. */
export function useDraft(name: string) {
  const [kept, setKept] = useState(() => readDraft(name))
  const forget = () => {
    dropDraft(name)
    setKept({})
  }
  return { name, kept, forget }
}

type Typed<T> = Partial<Record<keyof T & KeptField, string | number | undefined>>

/**
 * Keeps what is typed over these values of the form, by the names of its fields.
 * @returns forgets it, and brings these values back
 */
export function useKeepDraft<T extends FieldValues>(
  { name, forget }: ReturnType<typeof useDraft>,
  { subscribe, setValue }: Pick<UseFormReturn<T>, 'subscribe' | 'setValue'>,
  untyped: Typed<T>,
): () => void {
  const [initial] = useState(Object.entries<string | number | undefined>(untyped))
  useEffect(
    () =>
      subscribe({
        formState: { values: true },
        callback: ({ values }) => {
          const typed = initial.map(([field, text]) => [field, textOf(values[field]), textOf(text)] as const)
          keepDraft(
            name,
            Object.fromEntries(typed.map(([field, text, before]) => [field, text === before ? '' : text])),
          )
        },
      }),
    [name, subscribe, initial],
  )
  return () => {
    for (const [field, text] of initial) setValue(field as Path<T>, (text ?? '') as PathValue<T, Path<T>>)
    forget()
  }
}

/** An empty number field is NaN. */
const textOf = (value: unknown) => (value === undefined || value === null || Number.isNaN(value) ? '' : String(value))
