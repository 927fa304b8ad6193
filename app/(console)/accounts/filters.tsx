'use client'

import { Banner } from '@/components/ui/banner'
import { cn } from '@/components/ui/cn'
import { FacetFilter } from '@/components/ui/facet-filter'
import { type FilterChip, FilterChips } from '@/components/ui/filter-chips'
import { SearchInput } from '@/components/ui/search-input'
import { toneText } from '@/components/ui/tone'
import {
  type AccountSearch,
  filtersByBalance,
  flagValues,
  limitValues,
  withoutBalances,
  yesNoValues,
} from '@/lib/account-search'
import { filterWords, flagWords, limitWords } from '@/lib/account-words'
import type { AccountCounts, FacetCount } from '@/lib/accounts'
import { type AccountStatus, accountStatuses } from '@/lib/managed-account'
import { statusLook } from '../_accounts/words'
import { MoreFilters } from './more-filters'
import type { useAccountSearch } from './use-account-search'

type Props = Pick<ReturnType<typeof useAccountSearch>, 'search' | 'setSearch' | 'setQuery'> & {
  /** Whether the operator may see balances. */
  money: boolean
  /** Absent while the first answer is on its way. */
  facets?: AccountCounts['facets'] | undefined
  /** The facets belong to the previous search. */
  isStale?: boolean | undefined
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

/** What the fleet has, and what is chosen although nobody has it any more. */
function currencyOptions(counts: readonly FacetCount[] | undefined, chosen: readonly string[]) {
  const values = [...new Set([...(counts ?? []).map(one => one.value), ...chosen])].sort()
  return values.map(value => ({
    value,
    label: value === 'unknown' ? 'Not known' : value,
    count: countOf(counts, value),
  }))
}

const markKeys = ['drifted', 'protected', 'missing'] as const
const markWords = {
  drifted: { yes: 'Changed outside', no: 'Not changed outside' },
  protected: { yes: 'Protected', no: 'Not protected' },
  missing: { yes: 'Gone from Telnyx', no: 'At Telnyx' },
}
const markValues = markKeys.flatMap(key => yesNoValues.map(value => `${key}:${value}` as const))

/** Marks that few accounts have, in one filter: those that the fleet has or that are chosen, so that the bar stays short. */
function markOptions(search: AccountSearch, facets: AccountCounts['facets'] | undefined) {
  return markKeys
    .filter(key => search[key].length > 0 || (countOf(facets?.[key], 'yes') ?? 0) > 0)
    .flatMap(key =>
      yesNoValues.map(value => ({
        value: `${key}:${value}` as const,
        label: markWords[key][value],
        count: countOf(facets?.[key], value),
      })),
    )
}

export function AccountFilters({ search, setSearch, setQuery, money, facets, isStale }: Props) {
  const marks = markOptions(search, facets)
  const chosen = (mark: (typeof markValues)[number]) =>
    markKeys.some(key => yesNoValues.some(value => mark === `${key}:${value}` && search[key].includes(value)))
  return (
    <>
      <SearchInput
        label="Search accounts"
        placeholder="Name, e-mail, id, note, ticket"
        value={search.q}
        onChange={setQuery}
        className="w-full sm:max-w-64 sm:flex-[1_1_10rem]"
      />
      <FacetFilter
        isStale={isStale}
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
        isStale={isStale}
        label="Rollup billing"
        options={flagOptions('rollup', facets?.rollup, search.rollup)}
        selected={search.rollup}
        onChange={rollup => setSearch({ rollup })}
      />
      <FacetFilter
        isStale={isStale}
        label="Custom pricing"
        options={flagOptions('pricing', facets?.pricing, search.pricing)}
        selected={search.pricing}
        onChange={pricing => setSearch({ pricing })}
      />
      <FacetFilter
        isStale={isStale}
        label="Channel limit"
        options={limitValues.map(value => ({ value, label: limitWords[value], count: countOf(facets?.limit, value) }))}
        selected={search.limit}
        onChange={limit => setSearch({ limit })}
      />
      {money && (
        <FacetFilter
          isStale={isStale}
          label="Currency"
          options={currencyOptions(facets?.currency, search.currency)}
          selected={search.currency}
          onChange={currency => setSearch({ currency })}
        />
      )}
      <MoreFilters filter={search} money={money} onApply={setSearch} />
      {/* Last, because it appears with the counts and must not move the other filters. */}
      {marks.length > 0 && (
        <FacetFilter
          isStale={isStale}
          label="Marks"
          options={marks}
          selected={markValues.filter(mark => chosen(mark))}
          onChange={values =>
            setSearch(
              Object.fromEntries(
                markKeys.map(key => [key, yesNoValues.filter(value => values.includes(`${key}:${value}`))]),
              ),
            )
          }
        />
      )}
    </>
  )
}

function StatusIcon({ status }: { status: AccountStatus }) {
  const { icon: Icon, tone } = statusLook[status]
  return <Icon aria-hidden className={cn('size-3.5 shrink-0', toneText[tone])} />
}

type ChipsProps = {
  search: AccountSearch
  money: boolean
  setSearch: (patch: Partial<AccountSearch>) => void
  onClear: () => void
}

/** Says what filters, and where a link or a view asks for more than the role may know. */
export function AccountChips({ search, money, setSearch, onClear }: ChipsProps) {
  const chips: FilterChip[] = filterWords(money ? search : withoutBalances(search)).map(({ without, ...word }) => ({
    ...word,
    onRemove: () => setSearch(without),
  }))
  if (money || !filtersByBalance(search)) return <FilterChips chips={chips} onClear={onClear} />
  return (
    <div className="grid gap-2">
      <Banner tone="info">
        This search also filters by balances, which your role may not see: it shows more accounts than were meant.
      </Banner>
      <FilterChips chips={chips} onClear={onClear} />
    </div>
  )
}
