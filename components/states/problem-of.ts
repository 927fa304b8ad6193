import { databaseDown, databaseDownDigest, errorStatus, type Problem } from '@/lib/errors'

const fieldsOf = (value: unknown) =>
  (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>

function isProblem(value: unknown): value is Problem {
  const { code, message } = fieldsOf(value)
  return typeof code === 'string' && code in errorStatus && typeof message === 'string'
}

/** The Problem of a thrown value: itself or its `problem`; else a general message without internals. */
export function problemOf(error: unknown): Problem {
  if (isProblem(error)) return error
  const { problem, digest } = fieldsOf(error)
  if (isProblem(problem)) return problem
  if (digest === databaseDownDigest) return databaseDown
  if (typeof navigator !== 'undefined' && navigator.onLine === false) {
    return {
      code: 'unavailable',
      message: 'You are offline.',
      hint: 'This screen works again when you are back online.',
    }
  }
  return {
    code: 'internal',
    message: 'This could not be loaded.',
    hint: 'Try again. If it keeps failing, tell an owner of this console.',
  }
}
