import type { Metadata } from 'next'
import { headers } from 'next/headers'
import { LinkButton } from '@/components/ui/link-button'
import { readSignInProblem, type SignInProblem } from '@/lib/sign-in-problem'
import { currentOperator, singleSignOnName } from '@/server/web/auth'
import { EntryPage } from '../../entry-page'
import { signInProblem } from '../problem-words'
import { LeaveForSingleSignOn, TellTabs } from './steps'

export const metadata: Metadata = { title: 'Sign in' }

/** The window in which an open tab signs in again with the company's sign-in: on the way there, and on the way back. */
export default async function SignInWindowPage({ searchParams }: PageProps<'/sign-in/window'>) {
  const { tab, again, back, refused } = await searchParams
  const problem = readSignInProblem(refused)
  if (problem) return <Refused problem={problem} />
  if (back) {
    return (await currentOperator()) ? (
      <EntryPage title="Signed in" description="You can close this window.">
        <TellTabs message="changed" />
      </EntryPage>
    ) : (
      <Refused problem={{ kind: 'refused' }} />
    )
  }
  // Only a tab of the console may start it, not a link on another site.
  const ours = (await headers()).get('sec-fetch-site') === 'same-origin'
  const sso = singleSignOnName()
  if (!ours || !sso || typeof tab !== 'string') {
    return (
      <EntryPage title="Sign in" description="The console opens this page when you sign in again in an open tab.">
        <LinkButton href="/">Go to the overview</LinkButton>
      </EntryPage>
    )
  }
  return (
    <EntryPage title="Sign in" description={`Going to ${sso}…`}>
      <LeaveForSingleSignOn tab={tab} again={again === '1'} />
    </EntryPage>
  )
}

function Refused({ problem }: { problem: SignInProblem }) {
  const words =
    problem.kind === 'another'
      ? 'You signed in as another person than the operator of your tab.'
      : signInProblem(problem, 'This sign-in is not linked to an operator of this console, or it was not completed.')
  const { kind } = problem
  return (
    <EntryPage title="You were not signed in" description={`${words} Nothing changed. You can close this window.`}>
      <TellTabs message={kind === 'another' || kind === 'unavailable' ? kind : 'unknown'} />
    </EntryPage>
  )
}
