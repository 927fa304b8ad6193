'use client'

import { useEffect, useEffectEvent, useRef, useState } from 'react'
import { lastTold, touch, watchActivity } from '@/app/activity'
import { fetchJson, goToSignIn } from '@/app/fetch-json'
import { problemOf } from '@/components/states/problem-of'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { sessionLimits } from '@/lib/operator'

type Props = {
  /** Milliseconds. The server counts in steps of 20 s: half a minute less than its limit is never too late. */
  idleMs?: number
  warnMs?: number
  onEnd?: () => void
  onSignOut: () => void | Promise<void>
}

const standardIdleMs = sessionLimits.idleMinutes * 60_000 - 30_000
const standardWarnMs = 120_000

/** Says two minutes ahead that the session is about to end, and at its end leads to signing in. One per page. */
export function IdleWarning({
  idleMs = standardIdleMs,
  warnMs = standardWarnMs,
  onEnd = goToSignIn,
  onSignOut,
}: Props) {
  // First, so that nothing is reckoned from before the page was loaded.
  useEffect(watchActivity, [])
  const left = useSecondsLeft(idleMs, warnMs, onEnd)
  if (left === null) return null
  return <Warning left={left} onSignOut={onSignOut} />
}

/** Null until the warning is due. */
function useSecondsLeft(idleMs: number, warnMs: number, onEnd: () => void): number | null {
  const [left, setLeft] = useState<number | null>(null)
  const ended = useRef(false)
  const look = useEffectEvent(() => {
    if (lastTold() === 0 || ended.current) return
    const ms = lastTold() + idleMs - Date.now()
    setLeft(ms > warnMs ? null : Math.max(0, Math.ceil(ms / 1_000)))
    if (ms > 0) return
    ended.current = true
    onEnd()
  })
  useEffect(() => {
    look()
    const timer = setInterval(look, 1_000)
    // A tab that was out of sight, or a lid that was closed, learns it at once.
    document.addEventListener('visibilitychange', look)
    return () => {
      clearInterval(timer)
      document.removeEventListener('visibilitychange', look)
    }
  }, [])
  return left
}

function clock(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}

/** Read out at a minute and at half a minute; each second would drown everything else. */
function spoken(seconds: number): string {
  if (seconds <= 30) return 'Half a minute left.'
  return seconds <= 60 ? 'One minute left.' : ''
}

function Warning({ left, onSignOut }: { left: number; onSignOut: Props['onSignOut'] }) {
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const stay = async () => {
    setBusy(true)
    // Also for whoever presses without a hand or a key: by voice, or a switch.
    touch()
    try {
      await fetchJson('/api/sync')
    } catch (error) {
      setProblem(problemOf(error).message)
    } finally {
      setBusy(false)
    }
  }
  return (
    <Dialog
      open
      role="alertdialog"
      size="sm"
      onOpenChange={() => void stay()}
      title="Are you still there?"
      description={`After ${sessionLimits.idleMinutes} minutes in which you do nothing here, your session ends. Stay signed in to keep what you have typed.`}
      footer={
        <>
          <Button onClick={() => void onSignOut()}>Sign out</Button>
          <Button
            variant="primary"
            data-autofocus
            pending={busy}
            pendingLabel="Staying signed in…"
            onClick={() => void stay()}
          >
            Stay signed in
          </Button>
        </>
      }
    >
      <p>
        You will be signed out in{' '}
        <span role="timer" aria-live="off" className="figures font-medium">
          {clock(left)}
        </span>
        .
      </p>
      {problem && (
        <p role="alert" className="mt-1 text-danger">
          {problem}
        </p>
      )}
      <p role="status" className="sr-only">
        {spoken(left)}
      </p>
    </Dialog>
  )
}
