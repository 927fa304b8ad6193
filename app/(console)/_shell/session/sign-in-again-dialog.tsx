'use client'

import { useState } from 'react'
import { endSession } from '@/app/session-client'
import { CodeForm } from '@/app/sign-in/code-form'
import { SignInForm } from '@/app/sign-in/sign-in-form'
import { dismissSignIn, leaveTab, look, type SignInQuestion, type SignInReason, tellTabs } from '@/app/tab-session'
import { Banner } from '@/components/ui/banner'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { sessionLimits } from '@/lib/session'
import { useSignInWindow } from './use-sign-in-window'
import { WindowNotice } from './window-notice'

export type TabOperator = { id: string; name: string; email: string }

const why: Record<SignInReason, string> = {
  ended: 'Your session has ended.',
  idle: `Your session ended after ${sessionLimits.idleMinutes} minutes without activity.`,
  elsewhere: 'You signed out in another tab.',
  wish: `A session ends ${sessionLimits.hours} hours after signing in.`,
}

type Props = { question: SignInQuestion; operator: TabOperator; sso: string | null }

/** Covers the screen after the session has ended, so that nobody else can read it. */
export function SignInAgainDialog({ question, operator, sso }: Props) {
  const [factor, setFactor] = useState(false)
  const single = useSignInWindow(operator.id)
  const wished = question.reason === 'wish'
  const onSignedIn = async () => {
    const state = await look()
    setFactor(state?.factorPending ?? factor)
    if (state?.operator) tellTabs()
    return state !== null
  }
  const form = { operator, onSignedIn }
  return (
    <Dialog
      open
      role="alertdialog"
      size="sm"
      busy={!wished}
      cover={!wished}
      onOpenChange={dismissSignIn}
      title={question.other ? 'Another person is signed in' : 'Sign in again'}
      description={
        question.other
          ? `This browser is now signed in as ${question.other}. This tab belongs to ${operator.name}.`
          : `${why[question.reason]} What you typed stays here.`
      }
      footer={<Leave question={question} />}
    >
      <div className="grid gap-4">
        <p>
          <span className="font-medium">{operator.name}</span> <span className="text-muted">{operator.email}</span>
        </p>
        {question.sends && (
          <Banner tone="info" title="What you started was not sent">
            It is sent once, after you sign in.
          </Banner>
        )}
        <WindowNotice {...single} />
        {factor ? (
          <CodeForm {...form} onRestart={() => setFactor(false)} />
        ) : (
          <SignInForm {...form} sso={sso} onSingleSignOn={single.open} />
        )}
      </div>
    </Dialog>
  )
}

function Leave({ question }: { question: SignInQuestion }) {
  const signOut = async () => {
    await endSession().catch(() => null)
    // The server redirects to the sign-in page, and from there back to this page.
    leaveTab(window.location.pathname + window.location.search)
  }
  if (question.other) return <Button onClick={() => leaveTab('/')}>Continue as {question.other}</Button>
  if (question.reason === 'wish') return <Button onClick={dismissSignIn}>Cancel</Button>
  return <Button onClick={() => void signOut()}>Sign out and reload</Button>
}
