import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { Banner } from '@/components/ui/banner'
import { readSignInProblem, writeSignInProblem } from '@/lib/sign-in-problem'
import { currentOperator, pendingOperator, signInWindowTab, singleSignOnName } from '@/server/web/auth'
import { EntryPage } from '../entry-page'
import { signInProblem } from './problem-words'
import { SignInScreen } from './sign-in-screen'

export const metadata: Metadata = { title: 'Sign in' }

/** Allows only paths of this console, never another site. */
function localPath(next: string | string[] | undefined): string {
  return typeof next === 'string' && /^\/(?![/\\])[^\s\\]*$/.test(next) ? next : '/'
}

export default async function SignInPage({ searchParams }: PageProps<'/sign-in'>) {
  const { next, ready, error } = await searchParams
  // Every failure ends here, also one in the window in which a tab signs in again.
  const problem = readSignInProblem(error)
  if (problem && (await signInWindowTab())) redirect(`/sign-in/window?refused=${writeSignInProblem(problem)}`)
  if (await currentOperator()) redirect(localPath(next) as '/')
  const pending = await pendingOperator()
  const screen = <SignInScreen next={localPath(next)} sso={singleSignOnName()} factorPending={pending !== null} />
  if (pending) {
    return (
      <EntryPage title="Second factor" description={`One more step, ${pending.name}.`}>
        {screen}
      </EntryPage>
    )
  }
  return (
    <EntryPage title="Sign in" description="Managed accounts of your Telnyx manager account">
      {problem && (
        <Banner tone="danger" role="alert" className="mb-4" title="You were not signed in.">
          {signInProblem(
            problem,
            'This sign-in is not linked to an operator of this console. Ask an owner to invite you, or to check your groups.',
          )}
        </Banner>
      )}
      {ready && <Banner tone="success" className="mb-4" title="All set. Sign in with your new password." />}
      {screen}
    </EntryPage>
  )
}
