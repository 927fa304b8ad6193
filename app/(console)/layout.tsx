import { cookies } from 'next/headers'
import type { ReactNode } from 'react'
import { themeCookie, themes } from '@/lib/theme'
import { operatorContext } from '@/server/session'
import { ConsoleShell } from './_console/console-shell'

/** The frame only: it guards nothing, each page authorizes on its own. */
export default async function ConsoleLayout({ children }: { children: ReactNode }) {
  const ctx = await operatorContext()
  // Nobody is signed in: the page inside sends them to sign in.
  if (!ctx) return children
  const chosen = (await cookies()).get(themeCookie)?.value
  const { name, email, role } = ctx.actor
  return (
    <ConsoleShell
      operator={{ name, email, role }}
      theme={themes.find(theme => theme === chosen) ?? 'system'}
      demo={ctx.settings.mode === 'demo'}
    >
      {children}
    </ConsoleShell>
  )
}
