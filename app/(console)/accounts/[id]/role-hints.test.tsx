import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import type { AccountDetail, AccountView } from '@/lib/accounts'
import type { CommandView } from '@/lib/command'
import { type Role, roles } from '@/lib/permissions'
import { NoJobs } from '../../jobs/jobs-screen'
import { AccountDialogs } from '../account-dialogs'
import { AccountFacts } from '../account-facts'
import { NoAccounts } from '../empty'
import { OpenCommandBanner } from '../open-command-banner'
import { StatusPanel } from '../status-panel'

const at = '2026-03-01T10:00:00.000Z'
const account = {
  id: '6b1f0a52-3f5e-4e0e-9c4b-0d7c3a6d7a11',
  name: 'Acme',
  email: null,
  status: 'unknown',
  statusSource: 'sweep',
  statusObservedAt: at,
  channelLimit: null,
  protectedReason: null,
  missingSince: null,
  pending: null,
} as unknown as AccountDetail
const viewOf = (shownAccount: AccountDetail): AccountView => ({
  account: shownAccount,
  statusSeenAt: at,
  disabledOutside: null,
  disableTicket: null,
  connections: null,
  commands: [],
  drift: [],
  notes: [],
})

/** What a person of this role reads, and whether the hint in it names a button they have. */
function shown(role: Role, card: ReactNode): { text: string; buttons: HTMLButtonElement[] } {
  const place = document.createElement('div')
  place.innerHTML = renderToStaticMarkup(
    <QueryClientProvider client={new QueryClient()}>
      <AccountDialogs role={role}>{card}</AccountDialogs>
    </QueryClientProvider>,
  )
  return { text: place.textContent ?? '', buttons: [...place.querySelectorAll('button')] }
}

describe('a hint to do something is shown only to roles that can do it', () => {
  it.each(roles)('%s: channel limit and protection', role => {
    const { text, buttons } = shown(role, <AccountFacts account={account} detail={account} />)
    expect(text).toContain('Not reported by Telnyx')
    const offered = buttons.map(button => button.getAttribute('aria-label') ?? button.textContent)
    expect(text.includes('set it here')).toBe(offered.includes('Change channel limit'))
    expect(text.includes('For hospitals')).toBe(offered.includes('Protect…'))
  })

  it('advice about changing an unknown status, and why an account cannot be changed', () => {
    const told = (role: Role, status: AccountDetail['status']) =>
      shown(role, <StatusPanel account={{ ...account, status }} view={viewOf({ ...account, status })} />)
    expect(told('support', 'unknown').text).toContain('It may already be the status that you want')
    expect(told('support', 'unknown').buttons.map(button => button.textContent)).toEqual(['Enable…', 'Disable…'])
    expect(told('finance', 'unknown').text).not.toContain('the status that you want')
    for (const role of roles) {
      expect(told(role, 'blocked').text).toContain('Only Telnyx support can unblock it')
      expect(told(role, 'blocked').buttons).toEqual([])
    }
    expect(told('finance', 'disabled').buttons).toEqual([])
  })

  it('what to do about a command with an unknown outcome', () => {
    const command: CommandView = {
      id: account.id,
      action: 'account.enable',
      targetId: account.id,
      actorName: 'Sam',
      state: 'unknown',
      needsPerson: true,
      problem: { code: 'upstream', message: 'No answer.', hint: 'Mark it as done or not done.' },
      result: null,
      sentAt: at,
      dueAt: null,
    }
    for (const maySettle of [true, false]) {
      const { text, buttons } = shown('owner', <OpenCommandBanner command={command} maySettle={maySettle} />)
      expect(text.includes('Mark it as')).toBe(maySettle)
      expect(buttons.length > 0).toBe(maySettle)
      const waiting = <OpenCommandBanner command={{ ...command, needsPerson: false }} maySettle={maySettle} />
      expect(shown('owner', waiting).text.includes('Do not repeat this change')).toBe(maySettle)
    }
  })

  it('empty lists', () => {
    const noJobs = (role: Role) => shown(role, <NoJobs role={role} />).text
    expect(noJobs('manager')).toContain('pricing or channel limits')
    expect(noJobs('support')).not.toContain('channel limits')
    expect(noJobs('finance')).not.toMatch(/select accounts/i)
    const counts = { rowCount: 0, total: 0 } as never
    const none = (mayCreate: boolean) => (
      <NoAccounts
        counts={counts}
        asOf={at}
        asked={1}
        q=""
        mayCreate={mayCreate}
        onClear={() => {}}
        onFirstPage={() => {}}
      />
    )
    expect(shown('owner', none(true)).text).toContain('Accounts that you create')
    expect(shown('support', none(false)).text).not.toContain('you create')
  })
})
