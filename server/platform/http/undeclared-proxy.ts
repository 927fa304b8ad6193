import 'server-only'
import type { Logger } from '../log'

// Next gives every bundle its own copy of a module: what the door noticed lives on globalThis.
const store = globalThis as { consoleUndeclaredProxy?: true }

/**
 * A reverse proxy that nobody declared makes everybody one address. It gives itself away by `x-forwarded-for`; so does somebody who
 * sends that header by hand, which is why nothing but words follows from it. Said once a process.
 */
export function noteUndeclaredProxy(log: Logger | null): void {
  if (store.consoleUndeclaredProxy) return
  store.consoleUndeclaredProxy = true
  log?.warn(
    { setting: 'TRUSTED_PROXIES' },
    'Requests arrive with x-forwarded-for although TRUSTED_PROXIES is 0. If a reverse proxy stands in front, everybody counts as one address, and a stranger can make all wait: set TRUSTED_PROXIES to the number of proxies. If none does, somebody sent the header by hand, and nothing has to be done.',
  )
}

/** Whether that was noticed since this process started. */
export function undeclaredProxy(): boolean {
  return store.consoleUndeclaredProxy === true
}
