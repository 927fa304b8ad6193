'use client'

import { ArrowRight, FileUp, Keyboard, LogOut, Monitor, Moon, Plus, RotateCw, Sun } from 'lucide-react'
import type { Route } from 'next'
import { useState } from 'react'
import type { CommandEntry, CommandGroup } from '@/components/ui/command-list'
import { toast } from '@/components/ui/toast'
import { matching } from '@/lib/palette'
import { can, type Permission, type Role } from '@/lib/permissions'
import { Keys } from '../_shell/frame/help-dialog'
import { type Shell, useShell } from '../_shell/frame/shell-context'
import { screenCommands } from '../_shell/screen-commands'
import { useSyncNow } from '../_shell/use-sync-now'

/** One of these: an account, an address, or something to do. */
export type Entry = CommandEntry & { account?: { id: string; name: string }; href?: Route; run?: () => void }

/**
 * What the browser finds without a request: commands of the open screen, and the screens and actions that the role may
 * use.
 */
export function useOwnEntries(role: Role, text: string) {
  const shell = useShell()
  const sync = useSyncNow()
  // Nothing behind a modal dialog changes what it offers.
  const [offered] = useState(screenCommands)
  const syncNow = () => sync.mutate(undefined, { onSuccess: () => toast.info('Sync started') })
  const found = (label: string, entries: readonly (Entry & { words?: string })[]): CommandGroup<Entry> => ({
    label,
    entries: matching(entries, text, entry => [entry.label, `${entry.label} ${entry.words ?? ''}`]),
  })
  const screens = shell.screens.map(({ href, label, go }) => ({
    id: `screen-${href}`,
    label,
    icon: ArrowRight,
    href,
    end: go && <Keys keys={`g ${go}`} />,
  }))
  const offeredBy = (isFirst: boolean) =>
    offered
      .filter(one => (one.isFirst ?? false) === isFirst)
      .map(({ group, commands }) =>
        found(
          group,
          commands.map(({ label, icon, tone, onSelect }) => ({
            id: `command-${label.replaceAll(' ', '-')}`,
            label,
            icon,
            tone,
            run: onSelect,
          })),
        ),
      )
  return {
    first: offeredBy(true),
    standing: [found('Go to', screens), found('Actions', actions(role, shell, syncNow)), ...offeredBy(false)],
  }
}

function actions(role: Role, shell: Shell, syncNow: () => void): (Entry & { words?: string })[] {
  const leading = (permission: Permission, label: string, icon: typeof Plus, href: Route, words: string) =>
    can(role, permission) ? [{ id: label.replaceAll(' ', '-'), label, icon, href, words }] : []
  const themes = { light: Sun, dark: Moon, system: Monitor } as const
  return [
    ...leading('accounts.create', 'Create account', Plus, '/accounts/new', 'New managed account'),
    ...leading('accounts.import', 'Import accounts', FileUp, '/accounts/import', 'CSV file'),
    ...leading('channels.limit', 'Import channel limits', FileUp, '/channels/limits', 'CSV file'),
    ...(can(role, 'sync.now')
      ? [{ id: 'sync', label: 'Sync now', icon: RotateCw, words: 'Refresh Telnyx', run: syncNow }]
      : []),
    ...(['light', 'dark', 'system'] as const)
      .filter(theme => theme !== shell.theme)
      .map(theme => ({
        id: `theme-${theme}`,
        label: `Use ${theme} theme`,
        icon: themes[theme],
        words: 'Theme mode appearance',
        run: () => shell.chooseTheme(theme),
      })),
    { id: 'help', label: 'Show keyboard shortcuts', icon: Keyboard, words: 'Help', run: shell.showHelp },
    { id: 'sign-out', label: 'Sign out', icon: LogOut, words: 'Log out', run: shell.signOut },
  ]
}
