'use client'

import { useSuspenseQuery } from '@tanstack/react-query'
import { ListBoundary } from '@/components/states/list-boundary'
import { problemOf } from '@/components/states/problem-of'
import { StaleBanner } from '@/components/states/stale-banner'
import { Banner } from '@/components/ui/banner'
import { Page } from '@/components/ui/page'
import { PageHeader } from '@/components/ui/page-header'
import { Skeleton } from '@/components/ui/skeleton'
import { securityQuery } from '../_shell/queries'
import { AuthenticatorCard } from './authenticator-card'
import { IdentitiesCard } from './identities-card'
import { PasskeysCard } from './passkeys-card'
import { PasswordCard } from './password-card'
import { RecoveryCard } from './recovery-card'
import { SessionsCard } from './sessions-card'

type Props = { operator: { name: string; email: string } }

export function SecurityScreen({ operator }: Props) {
  return (
    <Page width="normal">
      <PageHeader title="Your sign-in" meta={operator.email} />
      <ListBoundary query={securityQuery()} pending={<Pending />}>
        <Cards operator={operator} />
      </ListBoundary>
    </Page>
  )
}

function Pending() {
  return (
    <div aria-busy="true" className="grid gap-4 lg:grid-cols-2">
      {['h-36', 'h-36', 'h-28', 'h-28'].map((height, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: stand-ins never move
        <Skeleton key={at} className={`${height} rounded-lg`} />
      ))}
    </div>
  )
}

function Cards({ operator }: Props) {
  const { data: security, error, refetch, isFetching } = useSuspenseQuery(securityQuery())
  // Whether a stolen password is not enough to sign in.
  const factor = security.totpSince !== null || security.passkeys.length > 0
  return (
    <div className="grid gap-4">
      {error && <StaleBanner problem={problemOf(error)} onRetry={() => void refetch()} retrying={isFetching} />}
      {!factor && security.hasPassword && (
        <Banner tone="info" title="Only a password protects your sign-in">
          Add a passkey or an authenticator app. Then a stolen password is not enough to sign in.
        </Banner>
      )}
      <div className="grid items-start gap-4 lg:grid-cols-2">
        <div className="grid gap-4">
          <PasswordCard security={security} hasFactor={factor} operator={operator} />
          <AuthenticatorCard since={security.totpSince} />
        </div>
        <div className="grid gap-4">
          <PasskeysCard passkeys={security.passkeys} />
          {factor && <RecoveryCard left={security.recoveryCodesLeft} />}
          {security.identities.length > 0 && <IdentitiesCard identities={security.identities} />}
        </div>
      </div>
      <SessionsCard sessions={security.sessions} />
    </div>
  )
}
