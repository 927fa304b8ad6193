import { useEffect, useState } from 'react'
import { onTabMessage, type TabMessage } from '@/app/tab-session'

/** `open` cannot tell whether it still is: on its way to another site the window is cut off from this tab. */
export type SignInWindow = {
  state: 'closed' | 'open' | 'blocked' | Exclude<TabMessage, 'changed'>
  href: string
  open: () => void
}

/**
 * The company's own sign-in in a separate window, so that this tab keeps what is open. The window tells the tabs its result.
 * @param again asks there for the password even of who is signed in
 */
export function useSignInWindow(operatorId: string, { again = false } = {}): SignInWindow {
  const [state, setState] = useState<SignInWindow['state']>('closed')
  useEffect(() => onTabMessage(message => message !== 'changed' && setState(message)), [])
  const href = `/sign-in/window?${new URLSearchParams({ tab: operatorId, ...(again && { again: '1' }) })}`
  const open = () => setState(window.open(href, '_blank', 'popup,width=480,height=680') ? 'open' : 'blocked')
  return { state, href, open }
}
