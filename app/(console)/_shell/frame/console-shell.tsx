'use client'

import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Menu as MenuIcon } from 'lucide-react'
import { usePathname, useRouter } from 'next/navigation'
import { type ComponentProps, type ReactNode, useEffect, useState } from 'react'
import { BrandMark } from '@/app/brand-mark'
import { leaveTab, noteSigningOut } from '@/app/tab-session'
import { VersionBanner } from '@/app/version-banner'
import { Dialog } from '@/components/ui/dialog'
import { titlesOnHover } from '@/components/ui/hover-title'
import { IconButton } from '@/components/ui/icon-button'
import { Link } from '@/components/ui/link'
import { formatCount } from '@/components/ui/number'
import { anywhere, goTo, registeredShortcuts, type Shortcut, useShortcuts } from '@/components/ui/shortcuts'
import { toast } from '@/components/ui/toast'
import { can, type Role } from '@/lib/permissions'
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
import { GoHint } from './go-hint'
import { HelpDialog } from './help-dialog'
import { Nav } from './nav'
import { navigation, ownScreen } from './navigation'
import { type Shell, ShellContext } from './shell-context'
import { UserMenu } from './user-menu'

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

/** Sidebar and top bar around every screen. Under 900 px the sidebar is a dialog behind a menu button. */
export function ConsoleShell(props: Props) {
  const { operator, session, sso, ticketUrl, timeZone, theme, demo, palette, children } = props
  const { data: attention } = useQuery(attentionQuery())
  const groups = navigation(operator.role, attention)
  const signOut = useSignOut()
  const pathname = usePathname()
  useEffect(titlesOnHover, [])
  // The menu is open for one page only, so navigation closes it.
  const [openAt, setOpenAt] = useState<string | null>(null)
  const [help, setHelp] = useState<readonly Shortcut[] | null>(null)
  const [chosen, setChosen] = useState(theme)
  const close = () => setOpenAt(null)
  const shell: Shell = {
    screens: [...groups.flatMap(group => group.items), ownScreen],
    theme: chosen,
    chooseTheme: next => {
      setChosen(next)
      showTheme(next)
      keepTheme(next)
    },
    showHelp: () => {
      close()
      setHelp(registeredShortcuts())
    },
    signOut,
  }
  const userMenu = <UserMenu operator={operator} onNavigate={close} />
  return (
    <ShellContext value={shell}>
      <FrameShortcuts {...shell} />
      <SkipLink />
      <div className="shell:grid shell:grid-cols-[14.5rem_minmax(0,1fr)] print:block">
        <aside className="sticky top-0 hidden h-dvh flex-col border-border border-r shell:flex print:hidden">
          <div className="flex h-12 shrink-0 items-center px-4">
            <Brand />
          </div>
          <div className="min-h-0 flex-1 overflow-y-auto px-2 py-2">
            <Nav groups={groups} />
          </div>
          <div className="shrink-0 border-border border-t p-2">{userMenu}</div>
        </aside>
        <div className="min-w-0">
          <header className="sticky top-0 z-10 flex h-12 short:h-10 short:static items-center gap-2 border-border border-b bg-background px-4 sm:px-6 print:hidden">
            <div className="-ml-2 shell:hidden">
              <IconButton icon={MenuIcon} label="Menu" onClick={() => setOpenAt(pathname)} />
            </div>
            <div className="min-w-0 whitespace-nowrap shell:hidden">
              <Brand />
            </div>
            <div className="flex min-w-0 flex-1 items-center">
              {palette}
              {demo && (
                <span className="ml-3 hidden truncate text-muted lg:inline">
                  Demo: invented accounts, nothing reaches Telnyx
                </span>
              )}
            </div>
            <div className="flex shrink-0 items-center gap-2">
              <Freshness maySync={can(operator.role, 'sync.now')} />
            </div>
          </header>
          <main
            id="main"
            tabIndex={-1}
            className="px-4 pt-5 pb-10 outline-none max-sm:pt-3 sm:px-6 short:pt-3 short:pb-4"
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
          </main>
        </div>
      </div>
      <Dialog
        open={openAt === pathname}
        onOpenChange={close}
        placement="start"
        size="xs"
        title="Menu"
        footer={<div className="w-full">{userMenu}</div>}
      >
        <div className="-mx-3">
          <Nav groups={groups} onNavigate={close} />
        </div>
      </Dialog>
      {help && <HelpDialog shortcuts={help} onClose={() => setHelp(null)} />}
      <GoHint />
    </ShellContext>
  )
}

function useSignOut() {
  const client = useQueryClient()
  return async () => {
    try {
      const { endSession } = await import('@/app/session-client')
      noteSigningOut(true)
      await client.cancelQueries()
      await endSession()
    } catch {
      noteSigningOut(false)
      void client.refetchQueries({ type: 'active' })
      toast.error('You may still be signed in', {
        description: 'The console did not answer. Sign out again before you leave this device.',
      })
      return
    }
    client.clear()
    leaveTab('/sign-in')
  }
}

/** Keys that every screen has. A separate component, because `useRouter` renders it at each change of the address. */
function FrameShortcuts({ screens, showHelp }: Shell) {
  const router = useRouter()
  useShortcuts([
    { id: 'help', keys: ['?'], label: 'Show these shortcuts', scope: anywhere, run: showHelp },
    { id: 'close', keys: ['Esc'], label: 'Close the open dialog or menu', scope: anywhere },
    ...screens.flatMap(({ href, label, go }) =>
      go ? [{ id: `go ${href}`, keys: [`g ${go}`], label, scope: goTo, run: () => router.push(href) }] : [],
    ),
  ])
  return null
}

function SkipLink() {
  return (
    <a
      href="#main"
      className="fixed top-2 left-2 z-20 rounded-md bg-inverse px-3 py-2 font-medium text-inverse-foreground not-focus-visible:sr-only"
    >
      Skip to content
    </a>
  )
}

function Brand() {
  return (
    <Link
      href="/"
      className="flex items-center gap-2 rounded-sm font-semibold text-base coarse:min-h-11 coarse:max-xs:min-w-11 coarse:max-xs:justify-center"
    >
      <BrandMark />
      <span className="max-xs:sr-only">Reseller Console</span>
    </Link>
  )
}

/** Read out when it changes, because a request expires after a day. The badge of the navigation is read on demand. */
function RequestsAnnounced({ count }: { count: number }) {
  return (
    <p aria-live="polite" className="sr-only">
      {count > 0 && `${formatCount(count, 'request')} for your approval`}
    </p>
  )
}

function showTheme(theme: Theme) {
  if (theme === 'system') delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = theme
}

function keepTheme(theme: Theme) {
  const secure = window.location.protocol === 'https:' ? '; secure' : ''
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not everywhere yet, and this is no secret
  document.cookie = `${themeCookie}=${theme}; path=/; max-age=31536000; samesite=lax${secure}`
}
