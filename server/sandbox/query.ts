import { badParameter } from './api-error'
import type { ListFilter, ListSort } from './listing'

const statuses = ['all', 'active', 'enabled', 'cancelled', 'disabled', 'blocked'] as const
const sorts = ['created_at', '-created_at', 'email', '-email'] as const
const userStatuses = ['enabled', 'disabled', 'blocked'] as const

/** The parameters of the account list; unknown ones are ignored, bad values of known ones are refused with 400. */
export function readListQuery(query: URLSearchParams) {
  const page = readPage(query, 20)
  const sort = oneOf(query, 'sort', sorts) ?? '-created_at'
  const filter: ListFilter = {
    status: oneOf(query, 'filter[status][eq]', statuses),
    includeCancelled: flag(query, 'include_cancelled_accounts'),
    emailContains: searchText(query, 'filter[email][contains]'),
    nameContains: searchText(query, 'filter[organization_name][contains]'),
    emailEquals: query.get('filter[email][eq]') ?? undefined,
    nameEquals: query.get('filter[organization_name][eq]') ?? undefined,
  }
  const order: ListSort = { by: sort.endsWith('email') ? 'email' : 'created_at', descending: sort.startsWith('-') }
  return { page, filter, sort: order }
}

export function readUsersQuery(query: URLSearchParams) {
  return {
    page: readPage(query, 250),
    email: query.get('filter[email]')?.toLowerCase(),
    status: oneOf(query, 'filter[user_status]', userStatuses),
    includeGroups: flag(query, 'include_groups'),
  }
}

export function flag(query: URLSearchParams, name: string): boolean {
  return oneOf(query, name, ['true', 'false']) === 'true'
}

/** What an answer says about its page. */
export function pageMeta({ number, size }: { number: number; size: number }, total: number) {
  return { page_number: number, page_size: size, total_pages: Math.ceil(total / size), total_results: total }
}

function readPage(query: URLSearchParams, defaultSize: number) {
  return {
    number: integer(query, 'page[number]', 1, Number.MAX_SAFE_INTEGER) ?? 1,
    size: integer(query, 'page[size]', 1, 250) ?? defaultSize,
  }
}

function integer(query: URLSearchParams, name: string, min: number, max: number): number | undefined {
  const text = query.get(name)
  if (text === null) return undefined
  const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN
  if (value >= min && value <= max) return value
  throw badParameter(
    name,
    `${name} must be a whole number of at least ${min}${max < 1e6 ? ` and at most ${max}` : ''}.`,
  )
}

function oneOf<const T extends string>(query: URLSearchParams, name: string, allowed: readonly T[]): T | undefined {
  const text = query.get(name)
  if (text === null) return undefined
  const value = allowed.find(candidate => candidate === text)
  if (value !== undefined) return value
  throw badParameter(name, `${name} must be one of ${allowed.join(', ')}.`)
}

function searchText(query: URLSearchParams, name: string): string | undefined {
  const text = query.get(name)
  if (text === null) return undefined
  if ([...text].length >= 3) return text
  throw badParameter(name, `${name} must have at least 3 characters.`)
}
