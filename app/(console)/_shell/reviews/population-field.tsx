'use client'

import { useQuery } from '@tanstack/react-query'
import { problemOf } from '@/components/states/problem-of'
import { useWaitingWords } from '@/components/states/waiting'
import { RadioGroup } from '@/components/ui/radio-group'
import { Select } from '@/components/ui/select'
import { filterSentence } from '@/lib/account-filters'
import { problemText } from '@/lib/errors'
import { searchOf } from '@/lib/views'
import { viewsQuery } from '../queries'

/** Which accounts a round will hold. `search` is an address of the list of accounts; null = not chosen yet. */
export type Population = { of: 'all' | 'search' | 'view'; search: string | null; view?: string }

type Props = {
  /** What the screen is searched for. */
  q: string
  population: Population
  onChange: (population: Population) => void
}

/** All accounts, those that the screen's search finds, or those of a saved view. */
export function PopulationField({ q, population, onChange }: Props) {
  const { data: views, error } = useQuery(viewsQuery())
  const loading = useWaitingWords('Loading views…')
  const chosen = views?.find(view => view.id === population.view)
  const choose = (of: Population['of']) =>
    onChange({ of, search: of === 'all' ? '' : of === 'search' ? `${new URLSearchParams({ q })}` : null })
  return (
    <div className="grid gap-2">
      <RadioGroup
        legend="Accounts"
        options={[
          { value: 'all', label: 'All accounts' },
          ...(q === ''
            ? []
            : [
                {
                  value: 'search' as const,
                  label: (
                    <>
                      Accounts that match “<bdi>{q}</bdi>”
                    </>
                  ),
                },
              ]),
          {
            value: 'view',
            label: 'Accounts of a saved view',
            disabled: views?.length === 0,
            description: views?.length === 0 && 'There is no view yet. Filter the list of accounts and save it as one.',
          },
        ]}
        value={population.of}
        onChange={choose}
      />
      {population.of === 'view' && (
        <div className="grid gap-1 pl-6.5">
          <Select
            aria-label="View"
            placeholder={views ? 'Choose a view' : loading}
            value={population.view ?? ''}
            onChange={({ target: { value } }) => {
              const view = views?.find(one => one.id === value)
              onChange({ of: 'view', search: view?.search ?? null, ...(view && { view: view.id }) })
            }}
          >
            {views?.map(view => (
              <option key={view.id} value={view.id}>
                {view.mine ? view.name : `${view.name}, shared by ${view.ownerName}`}
              </option>
            ))}
          </Select>
          {error && !views && <p role="alert">{problemText(problemOf(error))}</p>}
          {chosen && (
            <p className="text-muted text-xs">{filterSentence(searchOf(chosen)) || 'This view does not filter.'}</p>
          )}
        </div>
      )}
    </div>
  )
}
