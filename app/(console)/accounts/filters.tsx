'use client'

import { cn } from '@/components/ui/cn'
import { FacetFilter } from '@/components/ui/facet-filter'
import { type FilterChip, FilterChips } from '@/components/ui/filter-chips'
import { SearchInput } from '@/components/ui/search-input'
import { toneText } from '@/components/ui/tone'
import { type AccountSearch, flagValues } from '@/lib/account-search'
import type { AccountPage, FacetCount } from '@/lib/accounts'
import { type AccountStatus, accountStatuses } from '@/lib/managed-account'
import { flagWords, statusLook } from '../_accounts/words'
import type { useAccountSearch } from './use-account-search'

type Props = Pick<ReturnType<typeof useAccountSearch>, 'search' | 'setSearch' | 'setQuery'> & {
  /** Absent while the first answer is on its way. */
  facets?: AccountPage['facets']
}

const countOf = (counts: readonly FacetCount[] | undefined, value: string) =>
  counts && (counts.find(one => one.value === value)?.count ?? 0)

/** A value nobody has is offered only while it is chosen: it can then be taken back. */
function flagOptions(
  kind: keyof typeof flagWords,
  counts: readonly FacetCount[] | undefined,
  chosen: readonly string[],
) {
  return flagValues
    .map(value => ({ value, label: flagWords[kind][value], count: countOf(counts, value) }))
    .filter(option => option.value !== 'unknown' || option.count || chosen.includes('unknown'))
}

export function AccountFilters({ search, setSearch, setQuery, facets }: Props) {
  return (
    <>
      <SearchInput
        label="Search accounts"
        placeholder="Name, e-mail or id"
        value={search.q}
        onChange={setQuery}
        className="w-full sm:w-72"
      />
      <FacetFilter
        label="Status"
        options={accountStatuses.map(value => ({
          value,
          label: statusLook[value].label,
          icon: <StatusIcon key={value} status={value} />,
          count: countOf(facets?.status, value),
        }))}
        selected={search.status}
        onChange={status => setSearch({ status })}
      />
      <FacetFilter
        label="Rollup billing"
        options={flagOptions('rollup', facets?.rollup, search.rollup)}
        selected={search.rollup}
        onChange={rollup => setSearch({ rollup })}
      />
      <FacetFilter
        label="Custom pricing"
        options={flagOptions('pricing', facets?.pricing, search.pricing)}
        selected={search.pricing}
        onChange={pricing => setSearch({ pricing })}
      />
    </>
  )
}

function StatusIcon({ status }: { status: AccountStatus }) {
  const { icon: Icon, tone } = statusLook[status]
  return <Icon aria-hidden className={cn('size-3.5 shrink-0', toneText[tone])} />
}

type ChipsProps = {
  search: AccountSearch
  setSearch: (patch: Partial<AccountSearch>) => void
  onClear: () => void
}

export function AccountChips({ search, setSearch, onClear }: ChipsProps) {
  const q = search.q.trim()
  const chips: FilterChip[] = [
    ...(q ? [{ key: 'q', label: 'Search', value: q, onRemove: () => setSearch({ q: '' }) }] : []),
    ...search.status.map(value => ({
      key: `status-${value}`,
      label: 'Status',
      value: statusLook[value].label,
      onRemove: () => setSearch({ status: search.status.filter(other => other !== value) }),
    })),
    ...search.rollup.map(value => ({
      key: `rollup-${value}`,
      label: 'Rollup billing',
      value: flagWords.rollup[value],
      onRemove: () => setSearch({ rollup: search.rollup.filter(other => other !== value) }),
    })),
    ...search.pricing.map(value => ({
      key: `pricing-${value}`,
      label: 'Custom pricing',
      value: flagWords.pricing[value],
      onRemove: () => setSearch({ pricing: search.pricing.filter(other => other !== value) }),
    })),
  ]
  return <FilterChips chips={chips} onClear={onClear} />
}
