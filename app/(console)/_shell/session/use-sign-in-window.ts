import { useEffect, useState } from 'react'
import { onTabMessage, type TabMessage } from '@/app/tab-session'

/** `open` may be out of date: the window loses its link to this tab when it goes to another site. */
export type SignInWindow = {
  state: 'closed' | 'open' | 'blocked' | Exclude<TabMessage, 'changed'>
  href: string
  open: () => void
}

/**
 * Opens the company's sign-in in a separate window, so that this tab keeps what is open. The window tells the tabs its
 * result.
 * @param again asks for the password there even if the operator is signed in
 */
export function useSignInWindow(operatorId: string, { again = false } = {}): SignInWindow {
  const [state, setState] = useState<SignInWindow['state']>('closed')
  useEffect(() => onTabMessage(message => message !== 'changed' && setState(message)), [])
  const href = `/sign-in/window?${new URLSearchParams({ tab: operatorId, ...(again && { again: '1' }) })}`
  const open = () => setState(window.open(href, '_blank', 'popup,width=480,height=680') ? 'open' : 'blocked')
  return { state, href, open }
}
