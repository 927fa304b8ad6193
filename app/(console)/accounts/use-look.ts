import { useRef, useState } from 'react'
import type { TableLook } from '@/components/data-table/look'
import { toast } from '@/components/ui/toast'
import { setPreference } from '../_shell/actions'

/** The operator's own look of the table: shown at once, kept on the server. */
export function useLook(kept: TableLook) {
  const [look, setLook] = useState(kept)
  const saving = useRef<{ next: TableLook | null } | null>(null)
  const save = async (first: TableLook) => {
    // One at a time: what a held arrow key asks for meanwhile is kept once, as it stands in the end.
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
        toast.error('How the table looks could not be kept', { description: 'It holds until you reload.' })
    }
    saving.current = null
  }
  const change = (next: TableLook) => {
    setLook(next)
    void save(next)
  }
  return [look, change] as const
}
