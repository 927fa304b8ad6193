'use client'

import { Menu as MenuIcon } from 'lucide-react'
import { usePathname, useRouter } from 'next/navigation'
import { type ReactNode, useEffect, useState } from 'react'
import { Dialog } from '@/components/ui/dialog'
import { titlesOnHover } from '@/components/ui/hover-title'
import { IconButton } from '@/components/ui/icon-button'
import { anywhere, goTo, registeredShortcuts, type Shortcut, useShortcuts } from '@/components/ui/shortcuts'
import type { Theme } from '@/lib/theme'
import { GoHint } from './go-hint'
import { HelpDialog } from './help-dialog'
import { Nav, type NavGroup } from './nav'
import { type Shell, ShellContext } from './shell-context'
import { type ShellUser, type UserLink, UserMenu } from './user-menu'

type Props = {
  /** The product's name or logo, a link to the first screen. */
  brand: ReactNode
  groups: readonly NavGroup[]
  user: ShellUser
  /** Personal pages of the operator, in the user menu. */
  userLinks: readonly UserLink[]
  theme: Theme
  /** Saves the theme in a cookie. The page changes immediately. */
  onThemeChange: (theme: Theme) => void
  onSignOut: () => Promise<void>
  /** Left in the top bar: the button of the command palette. */
  search: ReactNode
  /** Right in the top bar: the age of the data, "Sync now". */
  status: ReactNode
  children: ReactNode
}

/** Sidebar and top bar around every screen. Under 900 px the sidebar is a dialog behind a menu button. */
export function AppShell(props: Props) {
  const { brand, groups, user, userLinks, theme, onThemeChange, onSignOut, search, status, children } = props
  const pathname = usePathname()
  useEffect(titlesOnHover, [])
  // The menu is open for one page only, so navigation closes it.
  const [openAt, setOpenAt] = useState<string | null>(null)
  const [help, setHelp] = useState<readonly Shortcut[] | null>(null)
  const [chosen, setChosen] = useState(theme)
  const close = () => setOpenAt(null)
  const shell: Shell = {
    screens: [...groups.flatMap(group => group.items), ...userLinks],
    theme: chosen,
    chooseTheme: next => {
      setChosen(next)
      showTheme(next)
      onThemeChange(next)
    },
    showHelp: () => {
      close()
      setHelp(registeredShortcuts())
    },
    signOut: onSignOut,
  }
  const userMenu = <UserMenu user={user} links={userLinks} onNavigate={close} />
  return (
    <ShellContext value={shell}>
      <FrameShortcuts {...shell} />
      <SkipLink />
      <div className="shell:grid shell:grid-cols-[14.5rem_minmax(0,1fr)] print:block">
        <Sidebar brand={brand} groups={groups} userMenu={userMenu} />
        <div className="min-w-0">
          <TopBar brand={brand} search={search} status={status} onMenu={() => setOpenAt(pathname)} />
          <main
            id="main"
            tabIndex={-1}
            className="px-4 pt-5 pb-10 outline-none max-sm:pt-3 sm:px-6 short:pt-3 short:pb-4"
          >
            {children}
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

function Sidebar({ brand, groups, userMenu }: Pick<Props, 'brand' | 'groups'> & { userMenu: ReactNode }) {
  return (
    <aside className="sticky top-0 hidden h-dvh flex-col border-border border-r shell:flex print:hidden">
      <div className="flex h-12 shrink-0 items-center px-4">{brand}</div>
      <div className="min-h-0 flex-1 overflow-y-auto px-2 py-2">
        <Nav groups={groups} />
      </div>
      <div className="shrink-0 border-border border-t p-2">{userMenu}</div>
    </aside>
  )
}

type TopBarProps = Pick<Props, 'brand' | 'search' | 'status'> & { onMenu: () => void }

function TopBar({ brand, search, status, onMenu }: TopBarProps) {
  return (
    <header className="sticky top-0 z-10 flex h-12 short:h-10 short:static items-center gap-2 border-border border-b bg-background px-4 sm:px-6 print:hidden">
      <div className="-ml-2 shell:hidden">
        <IconButton icon={MenuIcon} label="Menu" onClick={onMenu} />
      </div>
      <div className="min-w-0 whitespace-nowrap shell:hidden">{brand}</div>
      <div className="flex min-w-0 flex-1 items-center">{search}</div>
      <div className="flex shrink-0 items-center gap-2">{status}</div>
    </header>
  )
}

function showTheme(theme: Theme) {
  if (theme === 'system') delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = theme
}
