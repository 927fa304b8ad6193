'use client'

import { useQuery, useQueryClient } from '@tanstack/react-query'
import {
  Activity,
  Building2,
  Cable,
  KeyRound,
  LayoutDashboard,
  ListChecks,
  PlugZap,
  ReceiptText,
  ScrollText,
  UserCheck,
  UserCog,
  Users,
} from 'lucide-react'
import type { ComponentProps, ReactNode } from 'react'
import { BrandMark } from '@/app/brand-mark'
import { leaveTab, noteSigningOut } from '@/app/tab-session'
import { VersionBanner } from '@/app/version-banner'
import { Link } from '@/components/ui/link'
import { formatCount, formatNumber } from '@/components/ui/number'
import type { Attention } from '@/lib/attention'
import { can, type Role, roleLabel } from '@/lib/permissions'
import { type Theme, themeCookie } from '@/lib/theme'
import { ConfirmIdentity } from '../confirm/confirm-identity'
import { Freshness } from '../freshness'
import { attentionQuery } from '../queries'
import { ReachBanner } from '../reach-banner'
import { SessionEnd } from '../session/session-end'
import { SignInAgain } from '../session/sign-in-again'
import { StoppedBanner } from '../stopped-banner'
import { SyncBanner } from '../sync-banner'
import { TicketUrl } from '../ticket'
import { TimeZone } from '../time-zone'
import { AppShell } from './app-shell'
import type { NavGroup, NavItem } from './nav'

type Props = {
  operator: { id: string; name: string; email: string; role: Role }
  session: ComponentProps<typeof SignInAgain>['session']
  sso: string | null
  ticketUrl: string | null
  timeZone: string
  theme: Theme
  demo: boolean
  /** The button of the command palette. */
  palette: ReactNode
  children: ReactNode
}

/** No badges before the first answer, because unknown is not 0. */
export function navigation(role: Role, attention: Attention | undefined): NavGroup[] {
  return [
    {
      items: [
        { href: '/', go: 'o', label: 'Overview', icon: <LayoutDashboard /> },
        { href: '/accounts', go: 'a', label: 'Managed accounts', icon: <Building2 /> },
        {
          href: '/jobs',
          go: 'j',
          label: 'Jobs',
          icon: <ListChecks />,
          ...badge(attention?.failedJobs.length, 'with failures'),
        },
        { href: '/channels', go: 'c', label: 'Channels', icon: <Cable /> },
        ...(can(role, 'billing.read')
          ? [
              {
                href: '/billing' as const,
                go: 'b',
                label: 'Billing',
                icon: <ReceiptText />,
                ...badge(attention?.flags, 'to review'),
              },
            ]
          : []),
      ],
    },
    {
      label: 'Administration',
      items: [
        { href: '/organization', go: 'u', label: 'Organization users', icon: <Users /> },
        ...(can(role, 'approvals.read')
          ? [
              {
                href: '/approvals' as const,
                go: 'p',
                label: 'Approvals',
                icon: <UserCheck />,
                ...badge(attention?.approvals.length, 'to decide'),
              },
            ]
          : []),
        { href: '/audit', go: 'r', label: can(role, 'audit.all') ? 'Audit' : 'My actions', icon: <ScrollText /> },
        ...(can(role, 'operators.manage')
          ? [{ href: '/settings/operators' as const, go: 's', label: 'Operators', icon: <UserCog /> }]
          : []),
        ...(can(role, 'settings.write')
          ? [
              { href: '/settings/connection' as const, go: 't', label: 'Telnyx connection', icon: <PlugZap /> },
              { href: '/settings/status' as const, label: 'Console status', icon: <Activity /> },
            ]
          : []),
      ],
    },
  ]
}

function badge(count: number | undefined, meaning: string): Pick<NavItem, 'badge' | 'badgeLabel'> {
  return count ? { badge: count, badgeLabel: `${formatNumber(count)} ${meaning}` } : {}
}

function keepTheme(theme: Theme) {
  const secure = window.location.protocol === 'https:' ? '; secure' : ''
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not everywhere yet, and this is no secret
  document.cookie = `${themeCookie}=${theme}; path=/; max-age=31536000; samesite=lax${secure}`
}

export function ConsoleShell({ operator, session, sso, ticketUrl, timeZone, theme, demo, palette, children }: Props) {
  const client = useQueryClient()
  const { data: attention } = useQuery(attentionQuery())
  const signOut = async () => {
    const { endSession } = await import('@/app/session-client')
    noteSigningOut(true)
    await client.cancelQueries()
    await endSession().catch(error => {
      noteSigningOut(false)
      void client.refetchQueries({ type: 'active' })
      throw error
    })
    client.clear()
    leaveTab('/sign-in')
  }
  return (
    <AppShell
      brand={
        <Link
          href="/"
          className="flex items-center gap-2 rounded-sm font-semibold text-base coarse:min-h-11 coarse:max-xs:min-w-11 coarse:max-xs:justify-center"
        >
          <BrandMark />
          <span className="max-xs:sr-only">Reseller Console</span>
        </Link>
      }
      groups={navigation(operator.role, attention)}
      user={{ name: operator.name, email: operator.email, role: roleLabel[operator.role] }}
      userLinks={[{ href: '/security', label: 'Your sign-in', icon: <KeyRound aria-hidden /> }]}
      theme={theme}
      onThemeChange={keepTheme}
      onSignOut={signOut}
      search={
        <>
          {palette}
          {demo && (
            <span className="ml-3 hidden truncate text-muted lg:inline">
              Demo: invented accounts, nothing reaches Telnyx
            </span>
          )}
        </>
      }
      status={<Freshness maySync={can(operator.role, 'sync.now')} />}
    >
      <SignInAgain operator={operator} session={session} sso={sso} />
      <SessionEnd onSignOut={signOut} />
      <RequestsAnnounced count={attention?.approvals.length ?? 0} />
      <VersionBanner />
      <ReachBanner />
      <StoppedBanner mayResume={can(operator.role, 'settings.write')} />
      <SyncBanner />
      <TimeZone value={timeZone}>
        <TicketUrl value={ticketUrl}>{children}</TicketUrl>
      </TimeZone>
      <ConfirmIdentity operatorId={operator.id} />
    </AppShell>
  )
}

/**
 * Read out when it changes, because a request expires after a day. The badge in the navigation is read only on demand.
 */
function RequestsAnnounced({ count }: { count: number }) {
  return (
    <p aria-live="polite" className="sr-only">
      {count > 0 && `${formatCount(count, 'request')} for your approval`}
    </p>
  )
}
