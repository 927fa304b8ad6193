import { expect, it } from 'vitest'
import { type ChangeField, type Changes, changeFieldWords } from '@/lib/audit'
import { changesOf } from './change-words'

const fields = Object.keys(changeFieldWords) as ChangeField[]

it.each(fields)('the field “%s” is shown in words, never by its name in the code', field => {
  const changes: Changes = { [field]: [null, 'x'] }
  const [change] = changesOf(changes)
  expect(change?.label).toMatch(/^[A-Z][a-z-]*(?: [a-z]+)*$/)
  expect(change?.label).not.toBe(field)
})

it('a review of a rollup flag shows what finance decided', () => {
  expect(changesOf({ rollupReview: [null, 'questioned'] })).toEqual([
    { field: 'rollupReview', label: 'Rollup billing review', before: 'Not reviewed', after: 'Questioned' },
  ])
})

it('a field of an older entry that is no longer used is still shown', () => {
  const older = { openingHours: ['', 'Late'] } as Changes
  expect(changesOf(older)).toEqual([{ field: 'openingHours', label: 'Opening hours', before: 'None', after: 'Late' }])
})
