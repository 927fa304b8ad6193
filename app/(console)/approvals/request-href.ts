import type { Route } from 'next'

/** Opens the request over the list. */
export function requestHref(id: string): Route {
  return `/approvals?request=${id}` as Route
}
