import { noteServerTime, serverNow } from '@/components/ui/server-clock'
import type { SessionState } from '@/lib/session'
import { noteTold } from './activity'

// A tab belongs to the operator who loaded it. When the session ends, what is open stays open: the operator signs in again over it, and
// what met the end is sent then. Tabs of one browser share its session and tell each other when it changes; what it has become each asks
// the server.

/** Why the operator is asked: `wish` alone can be put away, the others cover a screen that nobody is signed in to. */
export type SignInReason = 'ended' | 'idle' | 'elsewhere' | 'wish'

export type SignInQuestion = {
  reason: SignInReason
  /** Something that was begun waits to be sent. */
  sends: boolean
  /** Who is signed in in this browser instead. */
  other: string | null
}

type Tab = { operatorId: string; expiresAt: string | null; onSignedIn: () => void }
type Refusal = 'another' | 'unknown' | 'unavailable'
export type TabMessage = 'changed' | Refusal

let tab: Tab | null = null
let question: SignInQuestion | null = null
let left = false
let waiting: (() => void)[] = []
let channel: BroadcastChannel | null = null
const questionListeners = new Set<() => void>()
const messageListeners = new Set<(message: TabMessage) => void>()

function setQuestion(next: SignInQuestion | null): void {
  question = next
  for (const listener of questionListeners) listener()
}

function openChannel(): BroadcastChannel | null {
  return typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel('console-session')
}

/** Once per page, when the console is there. Answers how to stop. */
export function openTab(operator: { id: string; expiresAt: string | null }, onSignedIn: () => void): () => void {
  tab = { operatorId: operator.id, expiresAt: operator.expiresAt, onSignedIn }
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

/** The session of this browser changed, or a single sign-on in its window was refused. */
export function tellTabs(message: TabMessage = 'changed'): void {
  const to = channel ?? openChannel()
  to?.postMessage(message)
  if (to !== channel) to?.close()
}

export function onTabMessage(listener: (message: TabMessage) => void): () => void {
  messageListeners.add(listener)
  return () => {
    messageListeners.delete(listener)
  }
}

/** The operator this tab belongs to. */
export function tabOperator(): string | undefined {
  return tab?.operatorId
}

/** When the session ends whatever is done, in epoch milliseconds; null when that is not known. */
export function sessionExpiresAt(): number | null {
  return tab?.expiresAt ? Date.parse(tab.expiresAt) : null
}

/** Null when the console cannot be reached. */
export async function readSession(): Promise<SessionState | null> {
  const response = await fetch('/api/session', { headers: { accept: 'application/json' } }).catch(() => null)
  noteServerTime(response?.headers.get('date') ?? null)
  return response?.ok ? response.json().catch(() => null) : null
}

/** Asks the server who is signed in, and acts on it: goes on, asks to sign in again, or says whose session it is now. */
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
  // A session that has just begun: its idle time counts from now.
  if (another) noteTold(serverNow())
  // Asked for by wish, in the session that goes on.
  if (!question || (question.reason === 'wish' && !another)) return
  setQuestion(null)
  const all = waiting
  waiting = []
  for (const resolve of all) resolve()
  tab.onSignedIn()
}

/** The operator is asked to sign in again, over whatever is open. What they are asked already keeps its reason. */
export function askToSignIn(
  reason: SignInReason,
  { sends = false, other = null }: Partial<Omit<SignInQuestion, 'reason'>> = {},
): void {
  const asked = question && question.reason !== 'wish' ? question : null
  setQuestion({ reason: asked?.reason ?? reason, sends: sends || asked?.sends === true, other })
}

/** Puts away a question that was wished for. */
export function dismissSignIn(): void {
  if (question?.reason === 'wish') setQuestion(null)
}

/**
 * For whoever was told that nobody is signed in: resolves once this tab's operator is. Without asking them, where the session had only
 * been replaced meanwhile.
 * @param sends something that a person began is sent then
 */
export async function signedInAgain(sends = false): Promise<void> {
  const state = await readSession()
  if (tab && state?.operator?.id === tab.operatorId) return goOn(state.expiresAt)
  return new Promise(resolve => {
    waiting.push(resolve)
    askToSignIn('ended', { sends, other: state?.operator?.name ?? null })
  })
}

/** Leaves by a whole load: nothing of this tab's operator stays in memory, and the browser does not ask about typed text. */
export function leaveTab(path: string): void {
  left = true
  tellTabs()
  window.location.assign(path)
}

/** Nobody is signed in to this tab: there is nobody to ask whether to leave it. */
export function isSessionOver(): boolean {
  return left || (question !== null && question.reason !== 'wish')
}

export const questionStore = {
  subscribe: (listener: () => void) => {
    questionListeners.add(listener)
    return () => {
      questionListeners.delete(listener)
    }
  },
  get: () => question,
}
