'use client'

import { useState } from 'react'
import { Dialog } from '@/components/ui/dialog'
import { Kbd } from '@/components/ui/kbd'
import { anywhere, goTo, type Shortcut } from '@/components/ui/shortcuts'
import { Switch } from '@/components/ui/switch'
import { singleKeysAreOff, switchSingleKeys } from '@/components/ui/typing'

type Props = { shortcuts: readonly Shortcut[]; onClose: () => void }

/** The shortcuts of this page, grouped by where they work. */
export function HelpDialog({ shortcuts, onClose }: Props) {
  const [on, setOn] = useState(() => !singleKeysAreOff())
  const scopes = [...new Set([anywhere, goTo, ...shortcuts.map(shortcut => shortcut.scope)])]
  return (
    <Dialog open onOpenChange={onClose} title="Keyboard shortcuts" size="sm">
      <div className="grid gap-5">
        {scopes.map(scope => (
          <section key={scope}>
            <h3 className="mb-1 font-medium">{scope}</h3>
            <dl className="divide-y divide-border">
              {shortcuts
                .filter(shortcut => shortcut.scope === scope)
                .map(shortcut => (
                  <div key={shortcut.id} className="flex min-h-8 items-center justify-between gap-4">
                    <dt className="text-muted">{shortcut.label}</dt>
                    <dd className="flex gap-1">
                      {shortcut.keys.map(keys => (
                        <Keys key={keys} keys={keys} />
                      ))}
                    </dd>
                  </div>
                ))}
            </dl>
          </section>
        ))}
        <Switch
          label="Single-key shortcuts"
          description="Applies to this browser. Enter, Space, arrow keys and Esc always work."
          checked={on}
          onChange={event => {
            setOn(event.target.checked)
            switchSingleKeys(event.target.checked)
          }}
        />
      </div>
    </Dialog>
  )
}

/** One key, or several: "g a", "Ctrl K". */
export function Keys({ keys }: { keys: string }) {
  return (
    <span className="flex gap-0.5">
      {keys.split(' ').map(key => (
        <Kbd key={key}>{key}</Kbd>
      ))}
    </span>
  )
}
