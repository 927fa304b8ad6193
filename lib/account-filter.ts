import {
  createParser,
  parseAsArrayOf,
  parseAsFloat,
  parseAsInteger,
  parseAsString,
  parseAsStringLiteral,
} from 'nuqs/server'
import { type AccountSortKey, accountSortKeys } from './accounts'
import { accountStatuses } from './managed-account'

/** Facets: filters of a few values, each shown with how many accounts it would give. */
export const accountFacets = [
  'status',
  'rollup',
  'pricing',
  'currency',
  'protected',
  'limit',
  'missing',
  'drifted',
] as const
export type AccountFacet = (typeof accountFacets)[number]

const yesNoUnknown = ['yes', 'no', 'unknown'] as const
const yesNo = ['yes', 'no'] as const
const knownUnknown = ['known', 'unknown'] as const

/** A day as people write it in an address, `2026-03-31`; anything else is no day. */
const parseAsDay = createParser({
  parse: value => (/^\d{4}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(Date.parse(`${value}T00:00:00Z`)) ? value : null),
  serialize: value => value,
})

const currency = createParser({
  parse: value => (/^([A-Z]{3}|unknown)$/.test(value) ? value : null),
  serialize: value => value,
})

/** What selects accounts. Bad input becomes the default. */
export const accountFilterParsers = {
  q: parseAsString.withDefault(''),
  status: parseAsArrayOf(parseAsStringLiteral(accountStatuses)).withDefault([]),
  rollup: parseAsArrayOf(parseAsStringLiteral(yesNoUnknown)).withDefault([]),
  pricing: parseAsArrayOf(parseAsStringLiteral(yesNoUnknown)).withDefault([]),
  currency: parseAsArrayOf(currency).withDefault([]),
  protected: parseAsArrayOf(parseAsStringLiteral(yesNo)).withDefault([]),
  limit: parseAsArrayOf(parseAsStringLiteral(knownUnknown)).withDefault([]),
  missing: parseAsArrayOf(parseAsStringLiteral(yesNo)).withDefault([]),
  drifted: parseAsArrayOf(parseAsStringLiteral(yesNo)).withDefault([]),
  createdFrom: parseAsDay.withDefault(''),
  createdTo: parseAsDay.withDefault(''),
  updatedFrom: parseAsDay.withDefault(''),
  updatedTo: parseAsDay.withDefault(''),
  creditMin: parseAsFloat,
  creditMax: parseAsFloat,
  channelsMin: parseAsInteger,
  channelsMax: parseAsInteger,
  disabledBy: parseAsString.withDefault(''),
  disabledFrom: parseAsDay.withDefault(''),
  disabledTo: parseAsDay.withDefault(''),
}

type ParsedAs<P> = {
  [K in keyof P]: P[K] extends { parseServerSide(value: string | string[] | undefined): infer V } ? V : never
}
export type AccountFilter = ParsedAs<typeof accountFilterParsers>

export type AccountSort = { key: AccountSortKey; descending: boolean }

/** Several columns, the first one counts most; a minus before the name sorts descending: `status,-created`. */
export const parseAsAccountSort = createParser<AccountSort[]>({
  parse: text => {
    const sorts = text.split(',').flatMap(part => {
      const descending = part.startsWith('-')
      const key = accountSortKeys.find(one => one === (descending ? part.slice(1) : part))
      return key ? [{ key, descending }] : []
    })
    const once = sorts.filter((sort, index) => sorts.findIndex(other => other.key === sort.key) === index)
    return once.length > 0 ? once.slice(0, 3) : null
  },
  serialize: sorts => sorts.map(({ key, descending }) => `${descending ? '-' : ''}${key}`).join(','),
  eq: (a, b) =>
    a.length === b.length &&
    a.every((sort, index) => sort.key === b[index]?.key && sort.descending === b[index]?.descending),
})
