'use client'

import { registeredShortcuts, useShortcutPrefix } from '@/components/ui/shortcuts'
import { Keys } from './help-dialog'

/** After the first key of a sequence: the possible second keys. */
export function GoHint() {
  const prefix = useShortcutPrefix()
  const next = prefix ? registeredShortcuts().filter(({ keys }) => keys[0]?.startsWith(`${prefix} `)) : []
  return (
    <div role="status" className="pointer-events-none fixed inset-x-0 bottom-4 z-20 flex justify-center px-4">
      {next.length > 0 && (
        <div className="pop-in rounded-lg border border-border-control bg-surface-raised px-4 py-3 shadow-popover">
          <p className="mb-1 font-medium">Go to</p>
          <ul className="grid grid-cols-2 gap-x-6 sm:grid-cols-3">
            {next.map(({ id, keys, label }) => (
              <li key={id} className="flex min-h-7 items-center gap-2">
                <Keys keys={keys[0]?.slice(prefix.length + 1) ?? ''} />
                {label}
              </li>
            ))}
          </ul>
        </div>
      )}
    </div>
  )
}
