'use client'

import { ChevronsUpDown, Keyboard, LogOut } from 'lucide-react'
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { buttonClass } from '@/components/ui/button-class'
import { cn } from '@/components/ui/cn'
import { Link } from '@/components/ui/link'
import { Popover } from '@/components/ui/popover'
import { SegmentedControl } from '@/components/ui/segmented'
import { type Theme, themes } from '@/lib/theme'
import type { NavItem } from './nav'
import { useShell } from './shell-context'

export type ShellUser = { name: string; email: string; role: string }
/** A personal page of the operator. */
export type UserLink = Pick<NavItem, 'href' | 'label' | 'icon'>

const themeLabel: Record<Theme, string> = { system: 'System', light: 'Light', dark: 'Dark' }

type Props = {
  user: ShellUser
  links: readonly UserLink[]
  /** Called after a click on one of the links. */
  onNavigate: () => void
}

export function UserMenu({ user, links, onNavigate }: Props) {
  const { theme, chooseTheme, showHelp, signOut } = useShell()
  const [leaving, setLeaving] = useState(false)
  const leave = async () => {
    setLeaving(true)
    await signOut()
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
          <p className="truncate px-2 py-1.5 text-muted text-xs">{user.email}</p>
          <div className="px-1 pb-2">
            <SegmentedControl
              label="Theme"
              className="flex"
              value={theme}
              onChange={chooseTheme}
              segments={themes.map(value => ({ value, label: themeLabel[value] }))}
            />
          </div>
          <div className="-mx-1 grid gap-px border-border border-t px-1 pt-1">
            {links.map(({ href, icon, label }) => (
              <Link
                key={href}
                href={href}
                className={cn(buttonClass({ variant: 'ghost' }), 'justify-start px-2 font-normal [&_svg]:text-muted')}
                onClick={() => {
                  close()
                  onNavigate()
                }}
              >
                {icon}
                {label}
              </Link>
            ))}
            <Button
              variant="ghost"
              className="justify-start px-2 font-normal"
              onClick={() => {
                close()
                showHelp()
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
              onClick={leave}
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

function initials(name: string): string {
  const words = name.split(/\s+/).filter(Boolean)
  const letters = words.length > 1 ? [words[0], words.at(-1)] : words
  return letters.map(word => word?.charAt(0).toUpperCase()).join('')
}
