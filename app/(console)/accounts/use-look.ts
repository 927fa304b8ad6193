import { useRef, useState } from 'react'
import type { TableLook } from '@/components/data-table/look'
import { toast } from '@/components/ui/toast'
import { setPreference } from '../_shell/actions'

/** The operator's own table look. Applied at once and saved on the server. */
export function useLook(kept: TableLook) {
  'use memo'
  const [look, setLook] = useState(kept)
  const saving = useRef<{ next: TableLook | null } | null>(null)
  const save = async (first: TableLook) => {
    // One request at a time: of the changes made during a request, only the last is saved.
    if (saving.current) {
      saving.current.next = first
      return
    }
    const queue: { next: TableLook | null } = { next: first }
    saving.current = queue
    while (queue.next) {
      const value: TableLook = queue.next
      queue.next = null
      const result = await setPreference({ key: 'accounts.look', value }).catch(() => null)
      if (result?.ok !== true && !queue.next)
        toast.error('The table layout was not saved', { description: 'It applies until you reload the page.' })
    }
    saving.current = null
  }
  const change = (next: TableLook) => {
    setLook(next)
    void save(next)
  }
  return [look, change] as const
}
