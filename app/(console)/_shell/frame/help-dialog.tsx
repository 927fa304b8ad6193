'use client'

import { useEffect, useEffectEvent } from 'react'
import { Dialog } from '@/components/ui/dialog'
import { Kbd } from '@/components/ui/kbd'
import { keyboardIsTaken } from '@/components/ui/typing'

/** `keys` are alternatives. */
type Shortcut = { keys: readonly string[]; label: string }
export type ShortcutGroup = { title: string; shortcuts: readonly Shortcut[] }

/** The shortcuts of the kit. */
export const standardShortcuts: readonly ShortcutGroup[] = [
  {
    title: 'Anywhere',
    shortcuts: [
      { keys: ['/'], label: 'Search' },
      { keys: ['?'], label: 'Show these shortcuts' },
      { keys: ['Esc'], label: 'Close the open dialog or menu' },
    ],
  },
  {
    title: 'In a list',
    shortcuts: [
      { keys: ['Enter', '↓'], label: 'Go from the search to the first row' },
      { keys: ['j', '↓'], label: 'Next row' },
      { keys: ['k', '↑'], label: 'Previous row' },
      { keys: ['Enter'], label: 'Open the row' },
      { keys: ['←', '→'], label: 'On a column edge: change its width' },
      { keys: ['↑', '↓'], label: 'On a column edge: go to another column' },
    ],
  },
  {
    title: 'In a review round',
    shortcuts: [
      { keys: ['a'], label: 'Approve the item of the row' },
      { keys: ['q'], label: 'Question it, with a note' },
      { keys: ['x'], label: 'Select the row' },
    ],
  },
  {
    title: 'In the list of accounts',
    shortcuts: [
      { keys: ['Space'], label: 'Preview the account beside the list' },
      { keys: ['→'], label: 'Go to the preview' },
      { keys: ['m'], label: 'Open the account’s menu' },
      { keys: ['x'], label: 'Select the row; with Shift, the rows since the last one' },
      { keys: ['Esc'], label: 'Close the preview, then clear the selection' },
    ],
  },
]

type Props = { open: boolean; onOpenChange: (open: boolean) => void; groups: readonly ShortcutGroup[] }

/** Opens on `?` from anywhere on the page. */
export function HelpDialog({ open, onOpenChange, groups }: Props) {
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.key === '?' && !keyboardIsTaken(event)) onOpenChange(true)
  })
  useEffect(() => {
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [])
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title="Keyboard shortcuts" size="sm">
      <div className="grid gap-5">
        {groups.map(group => (
          <section key={group.title}>
            <h3 className="mb-1 font-medium">{group.title}</h3>
            <dl className="divide-y divide-border">
              {group.shortcuts.map(shortcut => (
                <div key={shortcut.label} className="flex min-h-8 items-center justify-between gap-4">
                  <dt className="text-muted">{shortcut.label}</dt>
                  <dd className="flex gap-1">
                    {shortcut.keys.map(key => (
                      <Kbd key={key}>{key}</Kbd>
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  )
}
