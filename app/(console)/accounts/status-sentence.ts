import { type AccountView, offeredSwitch } from '@/lib/accounts'
import type { CommandState } from '@/lib/command'
import { can, type Role } from '@/lib/permissions'
import type { DialogAccount } from './dialogs-context'
import { disableReasonWords } from './words'

/** A piece of a sentence. Times, days, tickets and names are rendered by the screen; `until` counts down. */
export type Part =
  | string
  | { at: string }
  | { doing: string; until: string }
  | { day: string }
  | { ticket: string }
  | { name: string }

export type SentenceAccount = DialogAccount & {
  disabledReason: string | null
  disabledBy: string | null
  disabledAt: string | null
  reviewOn: string | null
  missingSince: string | null
  firstSeenAt?: string
  statusSource: 'sweep' | 'command' | 'probe'
}

export const syncWords = {
  start: 'the sync when the console started',
  interval: 'the regular sync',
  manual: 'a sync that an operator started',
} as const

/** What the account's own page knows; undefined while only the account's row is known. */
export type StatusFacts = Pick<AccountView, 'disabledOutside' | 'disableTicket' | 'connections'> | undefined

/** The disable or enable that has not ended. */
export type StatusChange = {
  action: 'disable' | 'enable'
  state: CommandState
  id: string | null
  dueAt: string | null
}

/** The account's status in one sentence: what it is, by whom, since when, and why. States nothing that is not known. */
export function statusSentence(account: SentenceAccount, facts: StatusFacts, change: StatusChange | null): Part[] {
  if (change) return changeWords(change)
  if (account.missingSince) return [`Gone from Telnyx. Last known status: ${account.status}.`]
  switch (account.status) {
    case 'enabled':
      return enabledSentence(facts)
    case 'disabled':
      return disabledSentence(account, facts)
    case 'blocked':
      return ['Blocked by Telnyx. Only Telnyx support can unblock it.']
    case 'cancelled':
      return ['Cancelled. It can no longer be changed.']
    case 'unknown':
      return account.statusSource === 'command'
        ? ['Status unknown: created here, and the next sync reads its status.']
        : ['Status unknown: the account is in none of Telnyx’s status lists.']
  }
}

function changeWords({ action, state, id, dueAt }: StatusChange): Part[] {
  const doing = action === 'disable' ? 'Disabling' : 'Enabling'
  if (state === 'scheduled') {
    return dueAt === null
      ? [`On hold: nothing has been done to ${action} this account.`]
      : [{ doing, until: dueAt }, '. Nothing has been changed yet.']
  }
  if (state === 'unknown') return [`Not known yet: Telnyx has not answered whether it ${action}d this account.`]
  // Without an id it is this tab's own, and it is not known yet whether Telnyx was asked.
  return [id === null ? `${doing}…` : `${doing}… Waiting for Telnyx’s answer.`]
}

function enabledSentence(facts: StatusFacts): Part[] {
  const connections = facts?.connections
  if (!connections) return ['Enabled']
  const at = { at: connections.at }
  switch (connections.state) {
    case 'off':
      return [
        'Enabled by ',
        { name: connections.by },
        ' ',
        at,
        '. Its connections stayed off, and calls over them fail.',
      ]
    case 'requested':
      return ['Enabled by ', { name: connections.by }, ' ', at, ', with its connections.']
    case 'marked':
      return ['Enabled. ', { name: connections.by }, ' marked its connections as enabled ', at, '.']
    case 'unknown':
      return ['Enabled outside the console, first seen ', at, '. Whether its connections are enabled is unknown.']
  }
}

function disabledSentence(account: SentenceAccount, facts: StatusFacts): Part[] {
  const { disabledAt, disabledBy, disabledReason, reviewOn } = account
  const review: Part[] = reviewOn ? [', review on ', { day: reviewOn }] : []
  if (disabledAt) {
    const by = disabledBy ?? 'an unknown operator'
    const reason = disabledReason ? `reason: ${lowerFirst(disableReasonWords(disabledReason))}` : 'no reason on record'
    const ticket: Part[] = facts?.disableTicket ? [', ticket ', { ticket: facts.disableTicket }] : []
    return ['Disabled by ', { name: by }, ' ', { at: disabledAt }, `, ${reason}`, ...ticket, ...review, '.']
  }
  const outside = facts?.disabledOutside
  // Without the page's facts it is not known yet whether the console disabled it.
  if (!facts) return ['Disabled']
  if (!outside) return ['Disabled; no reason on record', ...review, '.']
  const seen: Part[] = outside.seenAt
    ? ['first seen ', { at: outside.seenAt }, ` by ${outside.trigger ? syncWords[outside.trigger] : 'a sync'}`]
    : [
        'already disabled when the console first saw it',
        ...(account.firstSeenAt ? [', ', { at: account.firstSeenAt }] : []),
      ]
  return ['Disabled outside the console; no reason on record; ', ...seen, ...review, '.']
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1)
}

/**
 * What to know and do next, beside the buttons. Steps are shown only to roles that can take them; the reason why
 * nothing can be done is shown to all.
 */
export function nextStep(account: SentenceAccount, facts: StatusFacts, role: Role): string | null {
  if (account.missingSince) return null
  const acts = can(role, 'accounts.disable')
  switch (account.status) {
    case 'blocked':
      return 'Next: ask Telnyx support, and give them the account id.'
    case 'cancelled':
      return can(role, 'accounts.create') ? 'Next: if the customer returns, create a new account.' : null
    case 'disabled':
      if (!acts || !facts?.disabledOutside) return null
      return 'Next: find out who disabled it outside the console, and why, before you enable it.'
    case 'unknown':
      return acts ? `${offeredSwitch(account, role).why} Next: check its status in Telnyx’s portal first.` : null
    case 'enabled': {
      const words = [connectionsWords(facts, acts), noCalls(account), acts && offeredSwitch(account, role).why]
      return words.filter(Boolean).join(' ') || null
    }
  }
}

function connectionsWords(facts: StatusFacts, acts: boolean): string | null {
  switch (facts?.connections?.state) {
    case 'off':
      return acts
        ? 'Next: enable them in Telnyx’s portal, or ask the customer to. Then mark them here, because Telnyx does not report them.'
        : null
    case 'requested':
      return 'Connections that failed Telnyx’s validation stayed off. Telnyx does not report which ones.'
    case 'unknown':
      return acts ? 'Next: check its connections in Telnyx’s portal.' : null
    default:
      return null
  }
}

/** An enabled account whose calls fail is not shown with a green tick. */
export function callsFail(account: Pick<SentenceAccount, 'status'>, facts: StatusFacts): boolean {
  return account.status === 'enabled' && facts?.connections?.state === 'off'
}

function noCalls({ channelLimit }: SentenceAccount): string | null {
  return channelLimit === 0 ? 'No outbound calls go through: its channel limit is 0.' : null
}
