'use client'

import { ChevronsUpDown, Keyboard, LogOut } from 'lucide-react'
import type { Route } from 'next'
import { type ReactNode, useState } from 'react'
import { Button } from '@/components/ui/button'
import { buttonClass } from '@/components/ui/button-class'
import { cn } from '@/components/ui/cn'
import { Link } from '@/components/ui/link'
import { Popover } from '@/components/ui/popover'
import { SegmentedControl } from '@/components/ui/segmented'
import { type Theme, themes } from '@/lib/theme'

export type ShellUser = { name: string; email?: string | undefined; role: string }
/** A personal page of the operator. The icon is an element. */
export type UserLink = { href: Route; label: string; icon: ReactNode }

const themeLabel: Record<Theme, string> = { system: 'System', light: 'Light', dark: 'Dark' }

type Props = {
  user: ShellUser
  theme: Theme
  onThemeChange: (theme: Theme) => void
  onSignOut: () => void | Promise<void>
  onShowHelp: () => void
  links?: readonly UserLink[] | undefined
  /** Called after a click on one of the links. */
  onNavigate?: (() => void) | undefined
}

export function UserMenu({ user, theme, onThemeChange, onSignOut, onShowHelp, links, onNavigate }: Props) {
  const [leaving, setLeaving] = useState(false)
  const signOut = async () => {
    setLeaving(true)
    await onSignOut()
    setLeaving(false)
  }
  return (
    <Popover
      label="Your account"
      side="top"
      className="w-60 p-1"
      trigger={props => (
        <Button {...props} variant="ghost" className="h-11 w-full justify-start px-2 text-left font-normal coarse:h-12">
          <Identity user={user} />
          <ChevronsUpDown aria-hidden className="text-muted" />
        </Button>
      )}
    >
      {close => (
        <>
          {user.email && <p className="truncate px-2 py-1.5 text-muted text-xs">{user.email}</p>}
          <div className="px-1 pb-2">
            <SegmentedControl
              label="Theme"
              className="flex"
              value={theme}
              onChange={onThemeChange}
              segments={themes.map(value => ({ value, label: themeLabel[value] }))}
            />
          </div>
          <div className="-mx-1 grid gap-px border-border border-t px-1 pt-1">
            {links?.map(link => (
              <MenuLink
                key={link.href}
                link={link}
                onClick={() => {
                  close()
                  onNavigate?.()
                }}
              />
            ))}
            <Button
              variant="ghost"
              className="justify-start px-2 font-normal"
              onClick={() => {
                close()
                onShowHelp()
              }}
            >
              <Keyboard aria-hidden className="text-muted" />
              Keyboard shortcuts
            </Button>
            <Button
              variant="ghost"
              className="justify-start px-2 font-normal"
              pending={leaving}
              pendingLabel="Signing out…"
              onClick={signOut}
            >
              <LogOut aria-hidden className="text-muted" />
              Sign out
            </Button>
          </div>
        </>
      )}
    </Popover>
  )
}

/** The menu's button shows who is signed in. */
function Identity({ user }: { user: ShellUser }) {
  return (
    <>
      <span
        aria-hidden
        className="grid size-7 place-items-center rounded-full border border-border-control bg-surface font-medium text-xs"
      >
        {initials(user.name)}
      </span>
      <span className="min-w-0 flex-1">
        <span className="block truncate font-medium leading-4">{user.name}</span>
        <span className="block truncate text-muted text-xs">{user.role}</span>
      </span>
    </>
  )
}

function MenuLink({ link, onClick }: { link: UserLink; onClick: () => void }) {
  return (
    <Link
      href={link.href}
      className={cn(buttonClass({ variant: 'ghost' }), 'justify-start px-2 font-normal [&_svg]:text-muted')}
      onClick={onClick}
    >
      {link.icon}
      {link.label}
    </Link>
  )
}

function initials(name: string): string {
  const words = name.split(/\s+/).filter(Boolean)
  const letters = words.length > 1 ? [words[0], words.at(-1)] : words
  return letters.map(word => word?.charAt(0).toUpperCase()).join('')
}
