'use client'

import { ListBar } from '@/components/list-screen/list-bar'
import { FacetFilter } from '@/components/ui/facet-filter'
import { SearchInput } from '@/components/ui/search-input'
import { shortenId } from '@/components/ui/shorten-id'
import { type AuditAction, auditActions, auditOutcomes } from '@/lib/audit'
import { valueChips } from '../_shell/value-chips'
import { DaysFilter } from './days-filter'
import { useAuditSearch } from './use-audit-search'
import { outcomeLook } from './words'

const actionOptions = (Object.keys(auditActions) as AuditAction[]).map(value => ({ value, label: auditActions[value] }))
const outcomeOptions = auditOutcomes.map(value => ({ value, label: outcomeLook[value].word }))

export type AuditActor = { id: string; name: string }
const optionsOf = (actors: AuditActor[]) => actors.map(({ id, name }) => ({ value: id, label: name }))

/** `actors`: the operators to filter by; empty for operators who see only their own actions. */
export function AuditBar({ actors }: { actors: AuditActor[] }) {
  const { search, setSearch, setQuery } = useAuditSearch()
  const chips = [
    ...valueChips('Action', actionOptions, search.action, action => setSearch({ action })),
    ...valueChips('Outcome', outcomeOptions, search.outcome, outcome => setSearch({ outcome })),
    ...valueChips('Operator', optionsOf(actors), search.operator, operator => setSearch({ operator }), shortenId),
    ...(['from', 'to'] as const)
      .filter(end => search[end] !== '')
      .map(end => ({
        key: end,
        label: end === 'from' ? 'From' : 'To',
        value: search[end],
        onRemove: () => setSearch({ [end]: null }),
      })),
  ]
  return (
    <ListBar
      search={
        <SearchInput
          label="Search people, targets, reasons, tickets and full Telnyx request ids"
          placeholder="Person, target, reason, ticket, Telnyx request id"
          value={search.q}
          onChange={setQuery}
          className="w-full sm:max-w-80 sm:flex-[1_1_8rem]"
        />
      }
      filters={
        <>
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
          {actors.length > 0 && (
            <FacetFilter
              label="Operator"
              options={optionsOf(actors)}
              selected={search.operator}
              onChange={operator => setSearch({ operator })}
            />
          )}
          <DaysFilter from={search.from} to={search.to} onApply={setSearch} />
        </>
      }
      chips={chips}
      onClear={() => setSearch({ action: null, outcome: null, operator: null, from: null, to: null })}
    />
  )
}
