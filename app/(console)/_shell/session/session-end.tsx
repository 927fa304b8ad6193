'use client'

import { useEffect, useEffectEvent, useState } from 'react'
import { lastTold, touch, watchActivity } from '@/app/activity'
import { fetchJson } from '@/app/fetch-json'
import { askToSignIn, isSessionOver, sessionExpiresAt } from '@/app/tab-session'
import { problemOf } from '@/components/states/problem-of'
import { Banner } from '@/components/ui/banner'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { serverNow } from '@/components/ui/server-clock'
import { sessionLimits } from '@/lib/session'

/** The end that comes first. Activity postpones `idle`; nothing postpones `expiry`. */
type End = { kind: 'idle' | 'expiry'; at: number; left: number }

/** Milliseconds. The server counts in steps of 20 s, so 30 s less than its limit is never too late. */
const idleMs = sessionLimits.idleMinutes * 60_000 - 30_000
const warnMs = 2 * 60_000
/** Enough time to finish the current work. */
const noticeMs = 15 * 60_000

/** Announces the end of the session, and then asks to sign in again. One per page. */
export function SessionEnd({ onSignOut }: { onSignOut: () => void | Promise<void> }) {
  // Before `useEnd`, so that idle time is never counted from before the page was loaded.
  useEffect(watchActivity, [])
  const end = useEnd()
  const [later, setLater] = useState(0)
  if (!end) return null
  const near = end.left <= warnMs
  if (end.kind === 'idle') return near ? <IdleWarning end={end} onSignOut={onSignOut} /> : null
  const signIn = () => {
    setLater(end.at)
    askToSignIn('wish')
  }
  return (
    <>
      <Banner
        tone="info"
        role="status"
        className="mb-4"
        title={`Your session ends at ${clock(end.at)}`}
        action={
          <Button size="sm" onClick={signIn}>
            Sign in again
          </Button>
        }
      >
        A session lasts {sessionLimits.hours} hours. Sign in again to continue. What you typed stays here.
      </Banner>
      {/* An open dialog covers the banner, so the warning is a dialog too. */}
      {near && later !== end.at && <ExpiryWarning end={end} onLater={() => setLater(end.at)} onSignIn={signIn} />}
    </>
  )
}

/** The end to announce; null while it is far away, and while the operator is asked to sign in. */
function useEnd(): End | null {
  const [end, setEnd] = useState<End | null>(null)
  const lookAt = useEffectEvent(() => {
    const next = isSessionOver() ? null : nextEnd()
    const over = next !== null && next.left <= 0
    setEnd(over ? null : next)
    if (over) askToSignIn(next.kind === 'idle' ? 'idle' : 'ended')
  })
  useEffect(() => {
    lookAt()
    const timer = setInterval(lookAt, 1_000)
    // A tab that was hidden, or a laptop that was closed, updates immediately.
    document.addEventListener('visibilitychange', lookAt)
    return () => {
      clearInterval(timer)
      document.removeEventListener('visibilitychange', lookAt)
    }
  }, [])
  return end
}

function nextEnd(): End | null {
  const idleAt = lastTold() === 0 ? Number.POSITIVE_INFINITY : lastTold() + idleMs
  const expiresAt = sessionExpiresAt() ?? Number.POSITIVE_INFINITY
  const [kind, at, ahead] =
    idleAt < expiresAt ? (['idle', idleAt, warnMs] as const) : (['expiry', expiresAt, noticeMs] as const)
  const left = at - serverNow()
  return left > ahead ? null : { kind, at, left }
}

let format: Intl.DateTimeFormat | undefined

/** 17:40, in the operator's time zone. */
function clock(at: number): string {
  format ??= new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' })
  return format.format(at)
}

function Countdown({ left }: { left: number }) {
  const seconds = Math.ceil(left / 1_000)
  return (
    <>
      <span role="timer" aria-live="off" className="figures font-medium">
        {`${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`}
      </span>
      <span role="status" className="sr-only">
        {spoken(seconds)}
      </span>
    </>
  )
}

/** Read out at one minute and at 30 seconds. Reading out each second would drown everything else. */
function spoken(seconds: number): string {
  if (seconds <= 30) return '30 seconds left.'
  return seconds <= 60 ? 'One minute left.' : ''
}

type ExpiryProps = { end: End; onLater: () => void; onSignIn: () => void }

function ExpiryWarning({ end, onLater, onSignIn }: ExpiryProps) {
  return (
    <Dialog
      open
      role="alertdialog"
      size="sm"
      onOpenChange={onLater}
      title={`Your session ends at ${clock(end.at)}`}
      description={`A session lasts ${sessionLimits.hours} hours. Sign in again to continue. What you typed stays here.`}
      footer={
        <>
          <Button onClick={onLater}>Later</Button>
          <Button variant="primary" data-autofocus onClick={onSignIn}>
            Sign in again
          </Button>
        </>
      }
    >
      <p>
        Time left: <Countdown left={end.left} />
      </p>
    </Dialog>
  )
}

type IdleProps = { end: End; onSignOut: () => void | Promise<void> }

function IdleWarning({ end, onSignOut }: IdleProps) {
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const stay = async () => {
    setBusy(true)
    // Also counts as activity when pressed by voice control or a switch, which fire no pointer or key event.
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
      description={`Your session ends at ${clock(end.at)}, after ${sessionLimits.idleMinutes} minutes without activity. What you typed stays here.`}
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
        Time left: <Countdown left={end.left} />
      </p>
      {problem && (
        <p role="alert" className="mt-1 text-danger">
          {problem}
        </p>
      )}
    </Dialog>
  )
}
