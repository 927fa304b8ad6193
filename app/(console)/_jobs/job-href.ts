import type { Route } from 'next'

export function jobHref(id: string): Route {
  return `/jobs/${id}` as Route
}
