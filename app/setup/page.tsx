import type { Metadata } from 'next'
import { EmptyState } from '@/components/ui/empty-state'
import { isSetupToken } from '@/server/operators/setup'
import { services } from '@/server/web/services'
import { EntryPage } from '../entry-page'
import { SetupForm } from './setup-form'

export const metadata: Metadata = { title: 'Set up' }

export default async function SetupPage({ searchParams }: PageProps<'/setup'>) {
  const { token } = await searchParams
  const valid = typeof token === 'string' && (await isSetupToken(await services(), token))
  if (!valid) {
    return (
      <EntryPage title="Set up" description="Create the first owner of this console">
        <EmptyState title="This set-up link is not valid">
          A link works once, for one day. If the console is not set up yet, restart it: the start prints a new link in
          the terminal.
        </EmptyState>
      </EntryPage>
    )
  }
  return (
    <EntryPage title="Set up" description="You become the first owner of this console and can do everything in it.">
      <SetupForm token={token} />
    </EntryPage>
  )
}
