import type { FieldValues, Path, UseFormReturn } from 'react-hook-form'
import { problemOf } from '@/components/states/problem-of'
import { applyProblem } from './apply-problem'

/** Handles the submission of a form. A problem that `send` throws is shown at the form's `fields`, or above them. */
export function sendForm<T extends FieldValues, C, S>(
  form: UseFormReturn<T, C, S>,
  fields: readonly Path<T>[],
  send: (input: S) => Promise<void>,
) {
  return form.handleSubmit(async input => {
    try {
      await send(input)
    } catch (error) {
      applyProblem(form.setError, problemOf(error), fields)
    }
  })
}
