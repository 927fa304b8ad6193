'use client'

import { FacetFilter } from '@/components/ui/facet-filter'
import { FilterChips } from '@/components/ui/filter-chips'
import { SearchInput } from '@/components/ui/search-input'
import { type AuditAction, auditActions, auditOutcomes } from '@/lib/audit'
import { outcomeLook } from '../_audit/words'
import { useAuditSearch } from './use-audit-search'

const actionOptions = (Object.keys(auditActions) as AuditAction[]).map(value => ({ value, label: auditActions[value] }))
const outcomeOptions = auditOutcomes.map(value => ({ value, label: outcomeLook[value].word }))

export function AuditToolbar() {
  const { search, setSearch } = useAuditSearch()
  const chips = [
    ...search.action.map(value => ({
      key: value,
      label: 'Action',
      value: auditActions[value],
      onRemove: () => setSearch({ action: search.action.filter(other => other !== value) }),
    })),
    ...search.outcome.map(value => ({
      key: value,
      label: 'Outcome',
      value: outcomeLook[value].word,
      onRemove: () => setSearch({ outcome: search.outcome.filter(other => other !== value) }),
    })),
  ]
  return (
    <>
      <div className="flex flex-wrap items-center gap-2">
        <SearchInput
          label="Search people, targets and reasons"
          placeholder="Search who, what it was done to, or why"
          value={search.q}
          onChange={q => setSearch({ q }, 'replace')}
        />
        <FacetFilter
          label="Action"
          options={actionOptions}
          selected={search.action}
          onChange={action => setSearch({ action })}
        />
        <FacetFilter
          label="Outcome"
          options={outcomeOptions}
          selected={search.outcome}
          onChange={outcome => setSearch({ outcome })}
        />
      </div>
      <FilterChips chips={chips} onClear={() => setSearch({ action: null, outcome: null })} />
    </>
  )
}
