'use client'

import { zodResolver } from '@hookform/resolvers/zod'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useController, useForm } from 'react-hook-form'
import { Field, FieldError } from '@/components/form/field'
import { sendForm } from '@/components/form/send-form'
import { problemOf } from '@/components/states/problem-of'
import { useWaitingWords } from '@/components/states/waiting'
import { Banner } from '@/components/ui/banner'
import { Checkbox } from '@/components/ui/checkbox'
import { Input } from '@/components/ui/input'
import { formatCount } from '@/components/ui/number'
import { RadioGroup } from '@/components/ui/radio-group'
import { toast } from '@/components/ui/toast'
import { addDays } from '@/lib/day'
import { problemText } from '@/lib/errors'
import { openRoundForm } from '@/lib/review-inputs'
import { kindWords } from '@/lib/review-words'
import { type Desk, desks, type ReviewKind, type RoundRow } from '@/lib/reviews'
import { FormDialog } from '../form-dialog'
import { useToday } from '../time-zone'
import { useRun } from '../use-run'
import { openRound } from './actions'
import { type Population, PopulationField } from './population-field'
import { reviewKeys, setupQuery } from './queries'

const names: Record<ReviewKind, string> = { rollup: 'Rollup flags', pricing: 'Custom pricing', users: 'Access review' }
const month = new Intl.DateTimeFormat('en-US', { month: 'long', year: 'numeric', timeZone: 'UTC' })

/** "Rollup flags, November 2026", with a number if there is such a round already. */
function nameOf(kind: ReviewKind, today: string, rounds: readonly RoundRow[]): string {
  const name = `${names[kind]}, ${month.format(new Date(`${today}T00:00:00Z`))}`
  const taken = new Set(rounds.map(round => round.name))
  let free = name
  for (let number = 2; taken.has(free); number += 1) free = `${name} (${number})`
  return free
}

type Props = {
  desk: Desk
  /** The rounds of this desk. */
  rounds: readonly RoundRow[]
  /** What the screen is searched for. */
  q: string
  onClose: () => void
  onOpened: (id: string) => void
}

export function OpenRoundDialog({ desk, rounds: current, q, onClose, onOpened }: Props) {
  // As they were when the dialog opened: the proposed name must not change under the operator.
  const [rounds] = useState(current)
  const { run } = useRun(reviewKeys.all)
  const [population, setPopulation] = useState<Population>({ of: 'all', search: '' })
  const { data: setup } = useQuery(setupQuery(desk, ''))
  const { data: sized, error } = useQuery({
    ...setupQuery(desk, population.search ?? ''),
    enabled: population.search !== null,
  })
  const counting = useWaitingWords('Counting…')
  const kinds: readonly ReviewKind[] = desks[desk]
  const [first] = kinds
  const [today] = useState(useToday())
  const form = useForm({
    resolver: zodResolver(openRoundForm),
    defaultValues: {
      kind: first ?? 'rollup',
      name: nameOf(first ?? 'rollup', today, rounds),
      dueOn: addDays(today, 14),
      reviewers: [] as string[],
    },
  })
  const { errors, isSubmitting } = form.formState
  const kind = useController({ control: form.control, name: 'kind' }).field
  const reviewers = useController({ control: form.control, name: 'reviewers' }).field
  const items = sized?.counts[kind.value]
  const open = rounds.filter(round => round.kind === kind.value && round.state === 'open')
  const choose = (next: ReviewKind) => {
    // A name that was typed stays.
    const proposed = nameOf(kind.value, today, rounds)
    if (form.getValues('name') === proposed) form.setValue('name', nameOf(next, today, rounds))
    kind.onChange(next)
  }
  const submit = sendForm(form, ['kind', 'name', 'dueOn', 'reviewers'], async input => {
    if (population.search === null) return
    // Enter may be pressed before the items are counted. The server refuses a round without items.
    const { id, items } = await run(openRound, { ...input, search: population.search })
    toast.success(`${input.name} opened with ${formatCount(items, 'item')}`)
    onOpened(id)
  })
  return (
    <FormDialog
      title="Open round"
      description="The round keeps the items and values as they are now. Later changes are shown beside them."
      errors={errors}
      busy={isSubmitting}
      label="Open round"
      busyLabel="Opening…"
      disabled={population.search === null || items === 0}
      onSubmit={submit}
      onClose={onClose}
    >
      {kinds.length > 1 && (
        <RadioGroup
          legend="What to review"
          options={kinds.map(value => ({ value, label: kindWords[value] }))}
          value={kind.value}
          onChange={choose}
          onBlur={kind.onBlur}
        />
      )}
      {open.length > 0 && (
        <Banner
          tone="info"
          title={open.length === 1 ? `${open[0]?.name} is open` : `${open.length} rounds of this kind are open`}
        >
          You can open another one.
        </Banner>
      )}
      {desk === 'billing' && <PopulationField q={q} population={population} onChange={setPopulation} />}
      <Field label="Name" error={errors.name?.message} required>
        {control => <Input {...control} {...form.register('name')} data-autofocus autoComplete="off" />}
      </Field>
      <Field label="Due" error={errors.dueOn?.message} required>
        {control => <Input {...control} {...form.register('dueOn')} type="date" className="w-44" />}
      </Field>
      <fieldset>
        <legend className="mb-1 font-medium">Reviewers</legend>
        <p className="mb-1 text-muted text-xs">If you select none, everyone whose role allows it can review.</p>
        <div className="grid gap-1">
          {(setup?.people ?? []).map(person => (
            <Checkbox
              key={person.id}
              label={person.name}
              checked={reviewers.value.includes(person.id)}
              onChange={event =>
                reviewers.onChange(
                  event.target.checked
                    ? [...reviewers.value, person.id]
                    : reviewers.value.filter(id => id !== person.id),
                )
              }
            />
          ))}
        </div>
        {errors.reviewers?.message && <FieldError>{errors.reviewers.message}</FieldError>}
      </fieldset>
      <p role="status" className="text-muted">
        {population.search === null
          ? 'Choose a view.'
          : error
            ? problemText(problemOf(error))
            : items === undefined
              ? counting
              : items === null
                ? 'Telnyx does not report its users just now.'
                : `The round will hold ${formatCount(items, desk === 'access' ? 'user' : 'account')}.`}
      </p>
    </FormDialog>
  )
}
