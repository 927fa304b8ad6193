import { noteServerTime, serverNow } from '@/components/ui/server-clock'
import { createStore } from '@/components/ui/store'
import type { SessionState } from '@/lib/session'
import { noteTold } from './activity'

// A tab belongs to the operator who loaded it. When the session ends, open work stays open: the operator signs in again
// on top of it, and requests that failed for lack of a session are then sent again. Tabs of one browser share its
// session. They tell each other when it changes, and each then asks the server for the new state.

/** Why the operator is asked to sign in. `wish` can be dismissed; the others cover the screen: nobody is signed in. */
export type SignInReason = 'ended' | 'idle' | 'elsewhere' | 'wish'

export type SignInQuestion = {
  reason: SignInReason
  /** A started command waits to be sent. */
  sends: boolean
  /** The other operator who is now signed in in this browser. */
  other: string | null
}

type Tab = { operatorId: string; expiresAt: string | null; onSignedIn: () => void }
type Refusal = 'another' | 'unknown' | 'unavailable'
export type TabMessage = 'changed' | Refusal

let tab: Tab | null = null
export const questionStore = createStore<SignInQuestion | null>(null)
let left = false
let waiting: (() => void)[] = []
let channel: BroadcastChannel | null = null
const messageListeners = new Set<(message: TabMessage) => void>()

function openChannel(): BroadcastChannel | null {
  return typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel('console-session')
}

/** Call once per page, when the shell is mounted. Returns a function that stops it. */
export function openTab(operator: { id: string; expiresAt: string | null }, onSignedIn: () => void): () => void {
  tab = { operatorId: operator.id, expiresAt: operator.expiresAt, onSignedIn }
  clearStorage(tabStorageKey(''))
  channel = openChannel()
  if (channel) {
    channel.onmessage = ({ data }) => {
      for (const listener of messageListeners) listener(data)
      if (data === 'changed') void look('elsewhere')
    }
  }
  // The operator who loaded this page is signed in.
  tellTabs()
  return () => {
    channel?.close()
    channel = null
    tab = null
  }
}

/** Tells the tabs that the session changed, or that a single sign-on in a window was refused. */
export function tellTabs(message: TabMessage = 'changed'): void {
  const to = channel ?? openChannel()
  to?.postMessage(message)
  if (to !== channel) to?.close()
}

export function onTabMessage(listener: (message: TabMessage) => void): () => void {
  messageListeners.add(listener)
  return () => void messageListeners.delete(listener)
}

/** The operator this tab belongs to. */
export function tabOperator(): string | undefined {
  return tab?.operatorId
}

/** When the session ends at the latest, in epoch milliseconds; null while unknown. */
export function sessionExpiresAt(): number | null {
  return tab?.expiresAt ? Date.parse(tab.expiresAt) : null
}

/** Null when the console cannot be reached. */
export async function readSession(): Promise<SessionState | null> {
  const response = await fetch('/api/session', { headers: { accept: 'application/json' } }).catch(() => null)
  noteServerTime(response?.headers.get('date') ?? null)
  return response?.ok ? response.json().catch(() => null) : null
}

/** Asks the server who is signed in. Then continues, asks to sign in again, or shows whose session it is now. */
export async function look(reason: SignInReason = 'ended'): Promise<SessionState | null> {
  const state = await readSession()
  if (!state || !tab) return state
  if (!state.operator) {
    if (!state.factorPending) askToSignIn(reason)
  } else if (state.operator.id === tab.operatorId) goOn(state.expiresAt)
  else askToSignIn('elsewhere', { other: state.operator.name })
  return state
}

function goOn(expiresAt: string | null): void {
  if (!tab) return
  const another = expiresAt !== tab.expiresAt
  tab.expiresAt = expiresAt
  // A new session: its idle time counts from now.
  if (another) noteTold(serverNow())
  const question = questionStore.get()
  // The operator asked to sign in again, and the session is still the same.
  if (!question || (question.reason === 'wish' && !another)) return
  questionStore.set(null)
  const all = waiting
  waiting = []
  for (const resolve of all) resolve()
  tab.onSignedIn()
}

/** The open question, unless the operator asked for it themselves. */
function unwishedQuestion(): SignInQuestion | null {
  const question = questionStore.get()
  return question?.reason === 'wish' ? null : question
}

/** Asks the operator to sign in again, on top of what is open. A question that is already open keeps its reason. */
export function askToSignIn(
  reason: SignInReason,
  { sends = false, other = null }: Partial<Omit<SignInQuestion, 'reason'>> = {},
): void {
  const asked = unwishedQuestion()
  questionStore.set({ reason: asked?.reason ?? reason, sends: sends || asked?.sends === true, other })
}

/** Closes a question that the operator asked for themselves. */
export function dismissSignIn(): void {
  if (questionStore.get()?.reason === 'wish') questionStore.set(null)
}

/**
 * For callers that got an `unauthenticated` answer: resolves when this tab's operator is signed in. Does not ask them
 * if the session was only replaced in the meantime.
 * @param sends a command of the operator is sent after that
 */
export async function signedInAgain(sends = false): Promise<void> {
  const state = await readSession()
  if (tab && state?.operator?.id === tab.operatorId) return goOn(state.expiresAt)
  return new Promise(resolve => {
    waiting.push(resolve)
    askToSignIn('ended', { sends, other: state?.operator?.name ?? null })
  })
}

const ownStorage = 'operator:'

/** The key in session storage for something of the tab's operator, cleared when they leave or another one signs in. */
export function tabStorageKey(name: string): string {
  return `${ownStorage}${tab?.operatorId ?? ''}:${name}`
}

function clearStorage(kept: string | null): void {
  try {
    for (const key of Object.keys(sessionStorage)) {
      if (key.startsWith(ownStorage) && (kept === null || !key.startsWith(kept))) sessionStorage.removeItem(key)
    }
  } catch {
    // The browser blocks storage, so nothing was kept.
  }
}

/**
 * Leaves with a full page load. Nothing of this tab's operator stays in memory or in session storage, and the browser
 * does not ask about unsaved text.
 */
export function leaveTab(path: string): void {
  left = true
  clearStorage(null)
  tellTabs()
  window.location.assign(path)
}

let signingOut = false

/** From the click until the page is left; false again if signing out failed. */
export function noteSigningOut(is: boolean): void {
  signingOut = is
}

/** Requests are not sent now: the server would refuse them once the session has ended. */
export const isSigningOut = (): boolean => signingOut

/** Nobody is signed in to this tab, so leaving it needs no confirmation. */
export function isSessionOver(): boolean {
  return left || unwishedQuestion() !== null
}
