import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { Banner } from '@/components/ui/banner'
import { currentOperator } from '@/server/auth'
import { DoorPage } from '../door-page'
import { SignInForm } from './sign-in-form'

export const metadata: Metadata = { title: 'Sign in' }

/** A path of ours, never another site. */
function localPath(next: string | string[] | undefined): string {
  return typeof next === 'string' && /^\/(?![/\\])[^\s\\]*$/.test(next) ? next : '/'
}

export default async function SignInPage({ searchParams }: PageProps<'/sign-in'>) {
  const { next, ended, ready } = await searchParams
  if (await currentOperator()) redirect(localPath(next) as '/')
  return (
    <DoorPage title="Sign in" description="Managed accounts of your Telnyx manager account">
      {ended && (
        <Banner tone="info" className="mb-4" title="Your session has ended. Sign in to go on where you were." />
      )}
      {ready && <Banner tone="success" className="mb-4" title="The console is set up. Sign in with what you chose." />}
      <SignInForm next={localPath(next)} />
    </DoorPage>
  )
}
