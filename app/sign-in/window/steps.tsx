'use client'

import { useEffect } from 'react'
import { leaveForSingleSignOn } from '../../session-client'
import { type TabMessage, tellTabs } from '../../tab-session'

export function LeaveForSingleSignOn({ tab, again }: { tab: string; again: boolean }) {
  useEffect(() => {
    void leaveForSingleSignOn(`/sign-in/window?${new URLSearchParams({ back: '1', tab })}`, again)
  }, [tab, again])
  return null
}

/**
 * Uses a channel, because this window has no opener: the cross-origin policy removes it on the way to the company's
 * sign-in.
 */
export function TellTabs({ message }: { message: TabMessage }) {
  useEffect(() => {
    tellTabs(message)
    if (message === 'changed') window.close()
  }, [message])
  return null
}
