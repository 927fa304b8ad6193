'use client'

import { CircleCheck, Info, OctagonX, X } from 'lucide-react'
import { useEffect, useLayoutEffect, useRef, useState } from 'react'
import { IconButton } from './icon-button'
import { type Toast, toast, toastStore } from './toast'
import { useCountdown } from './use-countdown'
import { useStore } from './use-store'

const stay = 6000
const none: readonly Toast[] = []
const icons = {
  success: { Icon: CircleCheck, className: 'text-success' },
  error: { Icon: OctagonX, className: 'text-danger' },
  info: { Icon: Info, className: 'text-info' },
}

/** Shows the toasts; one per page, in the root layout. */
export function Toaster() {
  const toasts = useStore(toastStore, none)
  const region = useRef<HTMLElement>(null)
  const newest = toasts.at(-1)?.id
  useLayoutEffect(() => {
    // Opened again for each new toast, because the last element in the top layer is above an open dialog.
    const element = region.current
    element?.hidePopover?.()
    if (newest !== undefined) element?.showPopover?.()
  }, [newest])
  return (
    <>
      {/* Screen readers ignore live regions in the popover, which is hidden while empty. These two announce the toasts. */}
      <Announcer role="status" newest={toasts.findLast(one => one.tone !== 'error')} />
      <Announcer role="alert" newest={toasts.findLast(one => one.tone === 'error')} />
      <section
        ref={region}
        popover="manual"
        aria-label="Notifications"
        className="pointer-events-none fixed inset-auto right-0 bottom-0 m-0 w-full max-w-full bg-transparent p-4 xs:w-96"
      >
        <div className="grid gap-2">
          {toasts.map(one => (
            <ToastCard key={one.id} toast={one} />
          ))}
        </div>
      </section>
    </>
  )
}

function Announcer({ role, newest }: { role: 'status' | 'alert'; newest: Toast | undefined }) {
  return (
    <div role={role} className="sr-only">
      {newest && <span key={newest.id}>{[newest.title, newest.description].filter(Boolean).join('. ')}</span>}
    </div>
  )
}

function ToastCard({ toast: one }: { toast: Toast }) {
  const [held, setHeld] = useState(false)
  const [acting, setActing] = useState(false)
  const { Icon, className } = icons[one.tone]
  const seconds = useCountdown(one.countdown?.until ?? null)
  const counting = one.countdown !== undefined && seconds !== 0
  const leaves = one.tone !== 'error' && !held && !counting && !acting
  useEffect(() => {
    if (!leaves) return
    const timer = setTimeout(() => toast.dismiss(one.id), stay)
    return () => clearTimeout(timer)
  }, [leaves, one.id])
  const act = async () => {
    if (acting) return
    setActing(true)
    if ((await one.action?.onClick()) === false) setActing(false)
    else toast.dismiss(one.id)
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: being looked at only stops the clock
    <div
      className="pop-in pointer-events-auto flex items-start gap-2.5 rounded-lg border border-border-control bg-surface-raised py-2 pr-1.5 pl-3 text-foreground shadow-popover"
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      <Icon aria-hidden className={`mt-1.5 size-4 shrink-0 ${className}`} />
      <div className="min-w-0 flex-1 py-1 [overflow-wrap:anywhere]">
        <p className="figures font-medium">{one.countdown && seconds ? one.countdown.words(seconds) : one.title}</p>
        {one.description && <p className="text-muted">{one.description}</p>}
        {one.action && (
          <button
            type="button"
            aria-disabled={acting || undefined}
            className="finger mt-1 font-medium text-accent underline-offset-2 hover:underline aria-disabled:text-muted"
            onClick={() => void act()}
          >
            {one.action.label}
          </button>
        )}
      </div>
      <IconButton size="sm" icon={X} label="Dismiss" onClick={() => toast.dismiss(one.id)} />
    </div>
  )
}
