'use client'

import { ChevronsUpDown, Keyboard, LogOut } from 'lucide-react'
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { LinkButton } from '@/components/ui/link-button'
import { Popover } from '@/components/ui/popover'
import { SegmentedControl } from '@/components/ui/segmented'
import { type Role, roleLabel } from '@/lib/permissions'
import { type Theme, themes } from '@/lib/theme'
import { ownScreen } from './navigation'
import { useShell } from './shell-context'

const themeLabel: Record<Theme, string> = { system: 'System', light: 'Light', dark: 'Dark' }

type Operator = { name: string; email: string; role: Role }
type Props = {
  operator: Operator
  /** Called after a click on the link to the operator's own page. */
  onNavigate: () => void
}

export function UserMenu({ operator, onNavigate }: Props) {
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
          <Identity {...operator} />
          <ChevronsUpDown aria-hidden className="text-muted" />
        </Button>
      )}
    >
      {close => (
        <>
          <p className="truncate px-2 py-1.5 text-muted text-xs">{operator.email}</p>
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
            <LinkButton
              href={ownScreen.href}
              variant="ghost"
              className="justify-start px-2 font-normal [&_svg]:text-muted"
              onClick={() => {
                close()
                onNavigate()
              }}
            >
              {ownScreen.icon}
              {ownScreen.label}
            </LinkButton>
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
function Identity({ name, role }: Operator) {
  return (
    <>
      <span
        aria-hidden
        className="grid size-7 place-items-center rounded-full border border-border-control bg-surface font-medium text-xs"
      >
        {initials(name)}
      </span>
      <span className="min-w-0 flex-1">
        <span className="block truncate font-medium leading-4">{name}</span>
        <span className="block truncate text-muted text-xs">{roleLabel[role]}</span>
      </span>
    </>
  )
}

function initials(name: string): string {
  const words = name.split(/\s+/).filter(Boolean)
  const letters = words.length > 1 ? [words[0], words.at(-1)] : words
  return letters.map(word => word?.charAt(0).toUpperCase()).join('')
}
