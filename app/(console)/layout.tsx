import { cookies } from 'next/headers'
import type { ReactNode } from 'react'
import { themeCookie, themes } from '@/lib/theme'
import { readTimeZone } from '@/server/platform/time-zone'
import { singleSignOnName } from '@/server/web/auth'
import { operatorContext, sessionState } from '@/server/web/session'
import { ConsoleShell } from './_shell/frame/console-shell'
import { PaletteButton } from './palette/palette-button'

/** The shell only. It does not authorize: each page does. */
export default async function ConsoleLayout({ children }: { children: ReactNode }) {
  const ctx = await operatorContext()
  // Not signed in: the page redirects to the sign-in page.
  if (!ctx) return children
  const chosen = (await cookies()).get(themeCookie)?.value
  const { id, name, email, role } = ctx.actor
  const { expiresAt } = await sessionState()
  return (
    <ConsoleShell
      operator={{ id, name, email, role }}
      session={{ expiresAt, now: ctx.now().toISOString() }}
      sso={singleSignOnName()}
      theme={themes.find(theme => theme === chosen) ?? 'system'}
      ticketUrl={ctx.settings.ticketUrl}
      timeZone={await readTimeZone(ctx.db)}
      demo={ctx.settings.mode === 'demo'}
      palette={<PaletteButton role={role} />}
    >
      {children}
    </ConsoleShell>
  )
}
