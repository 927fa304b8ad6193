// @vitest-environment node
import { describe, expect, it } from 'vitest'
import type { Problem } from '@/lib/errors'
import { applyProblem } from './apply-problem'

type Form = { email: string; name: string }

function applied(problem: Problem) {
  const errors: Record<string, string | undefined> = {}
  const focused: string[] = []
  applyProblem<Form>(
    (name, error, options) => {
      errors[name] = error.message
      if (options?.shouldFocus) focused.push(name)
    },
    problem,
    ['email', 'name'],
  )
  return { errors, focused }
}

describe('applyProblem', () => {
  it('puts each message at its field, focuses the first, and shows no message twice', () => {
    const fields = { email: 'Taken.', name: 'Too long.' }
    expect(applied({ code: 'invalid', message: 'Check the form.', fields })).toEqual({
      errors: { email: 'Taken.', name: 'Too long.' },
      focused: ['email'],
    })
  })

  it('shows messages without a field at the top, with hint and request id', () => {
    const problem = { code: 'upstream', message: 'Telnyx said no.', hint: 'Try later.', requestId: 'r-1' } as const
    expect(applied(problem).errors).toEqual({
      root: 'Telnyx said no.',
      'root.other': 'Try later. Request id for support: r-1',
    })
  })

  it('shows the error of a field that is not on the form', () => {
    const problem = {
      code: 'invalid',
      message: 'Check the form.',
      fields: { name: 'Too long.', limit: 'Too high.' },
    } as const
    expect(applied(problem).errors).toEqual({ name: 'Too long.', root: 'Check the form.', 'root.other': 'Too high.' })
  })
})
