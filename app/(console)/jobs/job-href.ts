import type { Route } from 'next'
import { serializeJobItemSearch } from '@/lib/job'

export function jobHref(id: string): Route {
  return `/jobs/${id}` as Route
}

/** The items of a job that need manual review. */
export function failedItemsHref(id: string): Route {
  return `/jobs/${id}${serializeJobItemSearch({ state: ['failed', 'person'] })}` as Route
}
