import { useSyncExternalStore } from 'react'
import { completeLook, type TableLook } from '@/components/data-table/look'
import { createListeners } from '@/components/ui/store'
import { columnDefaults } from './column-defaults'

/** Unsaved changes to the look of a view. Kept for one view at a time: changes to another view replace them. */
type ChangedLook = { view: string; look: TableLook }

// In session storage, so that it survives a reload and a visit to an account, and ends with the tab.
const key = 'accounts.changed-look'
const { subscribe, tell } = createListeners()
let read: { text: string | null; value: ChangedLook | null } = { text: null, value: null }

function current(): ChangedLook | null {
  const text = sessionStorage.getItem(key)
  if (text !== read.text) read = { text, value: parse(text) }
  return read.value
}

function parse(text: string | null): ChangedLook | null {
  try {
    // Only this file writes it; an older version of the console may have left fields out.
    const kept = JSON.parse(text ?? 'null') as ChangedLook | null
    return kept && { view: kept.view, look: completeLook(kept.look, columnDefaults) }
  } catch {
    return null
  }
}

function change(next: ChangedLook | null) {
  if (next) sessionStorage.setItem(key, JSON.stringify(next))
  else sessionStorage.removeItem(key)
  tell()
}

export function useChangedLook(): [ChangedLook | null, (next: ChangedLook | null) => void] {
  return [useSyncExternalStore(subscribe, current, () => null), change]
}
