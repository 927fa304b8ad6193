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
    'Requests arrive with x-forwarded-for although TRUSTED_PROXIES is 0. If a reverse proxy is in front, all visitors count as one address, and one stranger can make everybody wait: set TRUSTED_PROXIES to the number of proxies. If there is no proxy, a client sent the header by hand, and nothing has to be done.',
  )
}

/** Whether it was noticed since this process started. */
export function undeclaredProxy(): boolean {
  return store.consoleUndeclaredProxy === true
}
