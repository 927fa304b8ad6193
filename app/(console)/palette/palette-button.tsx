'use client'

import { Search } from 'lucide-react'
import { type ComponentType, useEffect, useEffectEvent, useState } from 'react'
import { createPortal } from 'react-dom'
import { anywhere, useShortcuts } from '@/components/ui/shortcuts'
import { toast } from '@/components/ui/toast'
import { useHydrated } from '@/components/ui/use-hydrated'
import type { Role } from '@/lib/permissions'
import { Keys } from '../_shell/frame/help-dialog'
import type { PaletteProps } from './palette'

/** In the top bar of every screen. The palette's code loads when the pointer, the focus or the modifier key announces its use. */
export function PaletteButton({ role }: { role: Role }) {
  const [open, setOpen] = useState(false)
  const [Palette, setPalette] = useState<ComponentType<PaletteProps> | null>(null)
  const keys = usePaletteKeys()
  const load = () => import('./palette').then(module => setPalette(() => module.Palette))
  const prepare = () => void load().catch(() => undefined)
  const show = () => {
    setOpen(true)
    load().catch(() => {
      setOpen(false)
      toast.error('The command palette could not be loaded', { description: 'Check your connection and try again.' })
    })
  }
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    const isMac = keys === macKeys
    if (event.key === (isMac ? 'Meta' : 'Control')) return Palette ? undefined : prepare()
    const modified = isMac ? event.metaKey : event.ctrlKey
    if (event.key.toLowerCase() !== 'k' || !modified || event.shiftKey || event.altKey) return
    event.preventDefault()
    if (open) setOpen(false)
    // Above a form it would lead away from typed text.
    else if (document.querySelector('dialog[open]') === null) show()
  })
  useEffect(() => {
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [])
  useShortcuts([{ id: 'palette', keys: [keys], label: 'Find or run anything', scope: anywhere }])
  return (
    <>
      <button
        type="button"
        aria-haspopup="dialog"
        aria-keyshortcuts={keys === macKeys ? 'Meta+K' : 'Control+K'}
        className="flex h-8 shrink-0 items-center gap-2 rounded-md border border-border-control px-2.5 text-muted hover:bg-subtle hover:text-foreground sm:w-56 max-sm:size-10 max-sm:justify-center max-sm:border-transparent max-sm:px-0 coarse:h-11 coarse:max-sm:w-11"
        onPointerEnter={prepare}
        onFocus={prepare}
        onClick={show}
      >
        <Search aria-hidden className="size-4 shrink-0" />
        <span className="text-left sm:flex-1 max-sm:sr-only">Find or run…</span>
        <span aria-hidden className="max-sm:hidden coarse:hidden">
          <Keys keys={keys} />
        </span>
      </button>
      {/* Not inside the top bar: a dialog there would be a part of the banner. */}
      {Palette &&
        createPortal(
          <Palette role={role} open={open} onOpenChange={setOpen} />,
          document.getElementById('main') ?? document.body,
        )}
    </>
  )
}

const macKeys = '⌘ K'

/** As written on this computer's keyboard. */
function usePaletteKeys(): string {
  return useHydrated() && /Mac|iP(hone|ad)/.test(navigator.platform) ? macKeys : 'Ctrl K'
}
