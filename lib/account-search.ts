import {
  createLoader,
  createParser,
  createSerializer,
  parseAsArrayOf,
  parseAsFloat,
  parseAsInteger,
  parseAsStringLiteral,
  type SearchParams,
} from 'nuqs/server'
import { accountSortKeys } from './account-columns'
import {
  type AccountFacet,
  type AccountFilter,
  type AccountSort,
  accountFacets,
  accountFilters,
  type DayFilter,
  dayFilters,
  type FacetValue,
  type NumberFilter,
  numberFilters,
} from './account-filters'
import { pageParsers, parseAsDay, parseAsQuery } from './list-search'
import { memoizeByReference } from './memoize'
import { searchText } from './search-text'

// The address of the accounts list: one codec for the page, the route, links, views and exports.

/** People cannot follow a sort by more columns. */
const mostSorts = 3

export type AccountSearch = AccountFilter & { sort: AccountSort[]; page: number; size: number }

/** A value of a list. The list writes a comma as `%2C`, so that a `%` in the value itself must be escaped. */
const parseAsValue = (pattern: RegExp) =>
  createParser({
    parse: text => {
      const value = searchText(text.replaceAll('%25', '%'))
      return pattern.test(value) ? value : null
    },
    serialize: value => value.replaceAll('%', '%25'),
  })

/** A minus before the name sorts descending: `status,-created`. */
const parseAsSort = createParser<AccountSort[]>({
  parse: text => {
    const sorts = text.split(',').flatMap(part => {
      const descending = part.startsWith('-')
      const key = accountSortKeys.find(one => one === (descending ? part.slice(1) : part))
      return key ? [{ key, descending }] : []
    })
    const once = sorts.filter((sort, index) => sorts.findIndex(other => other.key === sort.key) === index)
    return once.length > 0 ? once.slice(0, mostSorts) : null
  },
  serialize: sorts => sorts.map(({ key, descending }) => `${descending ? '-' : ''}${key}`).join(','),
  eq: (a, b) =>
    a.length === b.length &&
    a.every(({ key, descending }, index) => key === b[index]?.key && descending === b[index]?.descending),
})

const listOf = <V extends string>(values: readonly V[]) => parseAsArrayOf(parseAsStringLiteral(values)).withDefault([])
type ListParser<V extends string> = ReturnType<typeof listOf<V>>

function parseAsFacet(facet: AccountFacet) {
  const filter = accountFilters[facet]
  return filter.kind === 'choice' ? listOf(filter.values) : parseAsArrayOf(parseAsValue(filter.pattern)).withDefault([])
}

const each = <K extends string, P>(keys: readonly K[], parser: (key: K) => P): Record<K, P> =>
  Object.fromEntries(keys.map(key => [key, parser(key)])) as Record<K, P>

const ends = <K extends string, A extends string, B extends string>(keys: readonly K[], first: A, last: B) =>
  keys.flatMap(key => [`${key}${first}`, `${key}${last}`] as (`${K}${A}` | `${K}${B}`)[])

const numberOf = (key: string) =>
  numberFilters.some(one => accountFilters[one].whole && key.startsWith(one)) ? parseAsInteger : parseAsFloat

/** One codec for everything. Bad input becomes the default. */
export const accountSearchParsers = {
  q: parseAsQuery,
  ...(each(accountFacets, parseAsFacet) as unknown as { [K in AccountFacet]: ListParser<FacetValue<K> & string> }),
  ...each(ends<DayFilter, 'From', 'To'>(dayFilters, 'From', 'To'), () => parseAsDay),
  ...each(ends<NumberFilter, 'Min', 'Max'>(numberFilters, 'Min', 'Max'), numberOf),
  sort: parseAsSort.withDefault([{ key: 'name', descending: false }]),
  ...pageParsers,
}

const loader = createLoader(accountSearchParsers)

/** The largest integer of the database. */
const mostWhole = 2_147_483_647

function clampNumbers(search: AccountSearch): Partial<AccountFilter> {
  return Object.fromEntries(
    numberFilters.flatMap(key =>
      ([`${key}Min`, `${key}Max`] as const).map(field => {
        const value = search[field]
        if (value === null || !Number.isFinite(value)) return [field, null]
        return [field, accountFilters[key].whole ? Math.min(Math.max(value, -mostWhole), mostWhole) : value]
      }),
    ),
  )
}

export function normalizeAccountSearch(search: AccountSearch): AccountSearch {
  return { ...search, ...clampNumbers(search), q: searchText(search.q) }
}

export function loadAccountSearch(from: URLSearchParams | SearchParams): AccountSearch {
  return normalizeAccountSearch(loader(from))
}

const serialize = createSerializer(accountSearchParsers)

/** The search as in an address, without defaults: `?sort=-created&page=2`. Memoized, because screens call it several times per render. */
export const serializeAccountSearch = memoizeByReference((search: Partial<AccountSearch>) => serialize(search))
