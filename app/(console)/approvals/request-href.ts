import type { Route } from 'next'

/** The list with the request opened. */
export function requestHref(id: string): Route {
  return `/approvals?request=${id}` as Route
}
