'use client'

import { Banner } from '@/components/ui/banner'
import { type Facet, FacetMenu } from '@/components/ui/facet-filter'
import type { FilterChip } from '@/components/ui/filter-chips'
import { StatusIcon } from '@/components/ui/status'
import {
  type AccountFacet,
  accountFacets,
  accountFilters,
  facetWord,
  fieldsOf,
  filtersBalances,
  filtersByBalance,
  filterWords,
  withoutBalances,
} from '@/lib/account-filters'
import type { AccountSearch } from '@/lib/account-search'
import type { AccountCounts, FacetCount } from '@/lib/accounts'
import type { AccountStatus } from '@/lib/managed-account'
import { MoreFilters } from './more-filters'
import type { useAccountSearch } from './use-account-search'
import { usePrefetchSoon } from './use-prefetch'
import { statusLook } from './words'

type Props = Pick<ReturnType<typeof useAccountSearch>, 'search' | 'setSearch'> & {
  /** Whether the operator may see balances. */
  money: boolean
  /** Absent until the first answer arrives. */
  facets?: AccountCounts['facets'] | undefined
  /** The facets belong to the previous search. */
  isStale?: boolean | undefined
}

const unknownLast = (a: string, b: string) =>
  Number(a === 'unknown') - Number(b === 'unknown') || a.localeCompare(b, 'en')

/** The values to offer: all defined ones, or all that accounts have. Chosen values are always offered, so that they can be cleared. */
function valuesOf(facet: AccountFacet, counts: readonly FacetCount[], chosen: readonly string[]): readonly string[] {
  const filter = accountFilters[facet]
  if (filter.kind === 'values') return [...new Set([...counts.map(one => one.value), ...chosen])].sort(unknownLast)
  const has = (value: string) => chosen.includes(value) || counts.some(one => one.value === value && one.count > 0)
  return filter.values.filter(value => value !== 'unknown' || has(value))
}

function facetOf(
  facet: AccountFacet,
  { search, setSearch, facets, isStale }: Props,
  onNear: (search: AccountSearch) => void,
): Facet<string> {
  const selected: readonly string[] = search[facet]
  return {
    label: accountFilters[facet].label,
    options: valuesOf(facet, facets?.[facet] ?? [], selected).map(value => ({
      value,
      label: facetWord(facet, value),
      icon: facet === 'status' && <StatusIcon {...statusLook[value as AccountStatus]} />,
      count: facets && (facets[facet].find(one => one.value === value)?.count ?? 0),
    })),
    selected,
    isStale,
    onChange: values => setSearch({ [facet]: values }),
    onNear: values => onNear({ ...search, [facet]: values, page: 1 }),
  }
}

const isDetail = (facet: AccountFacet): boolean => {
  const filter = accountFilters[facet]
  return 'isDetail' in filter && filter.isDetail === true
}

export function AccountFilters(props: Props) {
  const { search, setSearch, money } = props
  const prefetch = usePrefetchSoon()
  const allowed = accountFacets.filter(facet => money || !filtersBalances(facet))
  const details = allowed.filter(isDetail)
  return (
    <>
      {allowed
        .filter(facet => !isDetail(facet))
        .map(facet => (
          <FacetMenu
            key={facet}
            label={accountFilters[facet].label}
            facets={[facetOf(facet, props, prefetch)]}
            onClear={() => setSearch(fieldsOf(facet))}
          />
        ))}
      <MoreFilters filter={search} money={money} onApply={setSearch} />
      <FacetMenu
        label="Details"
        facets={details.map(facet => facetOf(facet, props, prefetch))}
        onClear={() => setSearch(Object.assign({}, ...details.map(fieldsOf)))}
      />
    </>
  )
}

export function accountChips(
  search: AccountSearch,
  money: boolean,
  setSearch: (patch: Partial<AccountSearch>) => void,
): FilterChip[] {
  // The search field shows its text itself.
  return filterWords({ ...(money ? search : withoutBalances(search)), q: '' }).map(({ without, ...word }) => ({
    ...word,
    onRemove: () => setSearch(without),
  }))
}

/** A note if a link or a view filters by balances that the role may not see. */
export function HiddenFilters({ search, money }: { search: AccountSearch; money: boolean }) {
  if (money || !filtersByBalance(search)) return null
  return (
    <Banner tone="info">
      This search also filters by balances, which your role may not see. These filters are ignored, so the list shows
      more accounts than intended.
    </Banner>
  )
}
