import type { Metadata } from 'next'
import { EmptyState } from '@/components/ui/empty-state'
import { roleLabel } from '@/lib/permissions'
import { findLink } from '@/server/operators/links'
import { singleSignOnName } from '@/server/web/auth'
import { services } from '@/server/web/services'
import { EntryPage } from '../entry-page'
import { JoinForm } from './join-form'

export const metadata: Metadata = { title: 'Join' }

export default async function JoinPage({ searchParams }: PageProps<'/join'>) {
  const { token } = await searchParams
  const link = typeof token === 'string' ? await findLink(await services(), token) : null
  if (!link || typeof token !== 'string') {
    return (
      <EntryPage title="Join" description="For people invited by an owner of this console">
        <EmptyState title="This link is not valid">
          A link works once, for three days. Ask an owner of this console for a new one.
        </EmptyState>
      </EntryPage>
    )
  }
  const joining = link.purpose === 'join'
  return (
    <EntryPage
      title={joining ? 'Join' : 'Set a new password'}
      description={
        joining
          ? `${link.createdByName} invited ${link.email} as ${roleLabel[link.role].toLowerCase()}.`
          : `For ${link.email}. It replaces the earlier password and second factors, and ends every open session.`
      }
    >
      <JoinForm token={token} joining={joining} email={link.email} sso={joining ? singleSignOnName() : null} />
    </EntryPage>
  )
}
