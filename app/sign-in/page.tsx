import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { Banner } from '@/components/ui/banner'
import { currentOperator, pendingOperator, singleSignOnName } from '@/server/auth'
import { DoorPage } from '../door-page'
import { CodeForm } from './code-form'
import { SignInForm } from './sign-in-form'

export const metadata: Metadata = { title: 'Sign in' }

/** A path of ours, never another site. */
function localPath(next: string | string[] | undefined): string {
  return typeof next === 'string' && /^\/(?![/\\])[^\s\\]*$/.test(next) ? next : '/'
}

export default async function SignInPage({ searchParams }: PageProps<'/sign-in'>) {
  const { next, ended, ready, error } = await searchParams
  if (await currentOperator()) redirect(localPath(next) as '/')
  const pending = await pendingOperator()
  if (pending) {
    return (
      <DoorPage title="Second factor" description={`${pending.name}, one more step.`}>
        <CodeForm next={localPath(next)} />
      </DoorPage>
    )
  }
  const sso = singleSignOnName()
  return (
    <DoorPage title="Sign in" description="Managed accounts of your Telnyx manager account">
      {error && (
        <Banner tone="danger" role="alert" className="mb-4" title="You were not signed in.">
          Nobody here has this sign-in. Ask an owner of this console to invite you, or to check your groups.
        </Banner>
      )}
      {ended && (
        <Banner tone="info" className="mb-4" title="Your session has ended. Sign in to go on where you were." />
      )}
      {ready && <Banner tone="success" className="mb-4" title="All set. Sign in with what you chose." />}
      <SignInForm next={localPath(next)} sso={sso} />
    </DoorPage>
  )
}
