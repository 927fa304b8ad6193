import 'server-only'
import type { Logger } from '../log'

// Next gives every bundle its own copy of a module: what the request guard noticed lives on globalThis.
const store = globalThis as { consoleUndeclaredProxy?: true }

/**
 * A reverse proxy that the settings do not declare makes everybody one address. `x-forwarded-for` gives it away; but a
 * client may send that header by hand, so the console only warns. Logged once per process.
 */
export function noteUndeclaredProxy(log: Logger | null): void {
  if (store.consoleUndeclaredProxy) return
  store.consoleUndeclaredProxy = true
  log?.warn(
    { setting: 'TRUSTED_PROXIES' },
    'Requests arrive with x-forwarded-for although TRUSTED_PROXIES is 0. If a reverse proxy is in front, sign-in limits treat all visitors as one address, and a stranger can make all operators wait. Set TRUSTED_PROXIES to the number of proxies. Without a proxy, a client added the header itself, and you do not need to do anything.',
  )
}

/** Whether it was noticed since this process started. */
export function undeclaredProxy(): boolean {
  return store.consoleUndeclaredProxy === true
}
