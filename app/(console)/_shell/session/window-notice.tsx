import { anotherPerson } from '@/app/sign-in/problem-words'
import { Banner } from '@/components/ui/banner'
import type { SignInWindow } from './use-sign-in-window'

const refusals = {
  another: anotherPerson,
  unknown:
    'You were not signed in. This sign-in is not linked to an operator of this console, or it was not completed.',
  unavailable: 'You were not signed in. The console is not available. The other window shows a reference.',
}

/** The state of the single sign-on window. */
export function WindowNotice({ state, href }: SignInWindow) {
  if (state === 'closed') return null
  if (state === 'open') {
    return (
      <Banner tone="info" role="status" title="Continue in the window that opened">
        This screen continues when you are signed in. If you closed the window, open it again.
      </Banner>
    )
  }
  if (state === 'blocked') {
    return (
      <Banner tone="warning" role="alert" title="Your browser blocked the window">
        <a
          href={href}
          target="_blank"
          rel="noreferrer"
          className="font-medium text-accent underline underline-offset-2"
        >
          Open the sign-in in a new tab
        </a>
      </Banner>
    )
  }
  return <Banner tone="danger" role="alert" title={refusals[state]} />
}
