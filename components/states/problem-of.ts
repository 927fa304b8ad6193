import { databaseDown, databaseDownDigest, errorStatus, type Problem } from '@/lib/errors'

function isProblem(value: unknown): value is Problem {
  return (
    typeof value === 'object' &&
    value !== null &&
    'code' in value &&
    typeof value.code === 'string' &&
    value.code in errorStatus &&
    'message' in value &&
    typeof value.message === 'string'
  )
}

/**
 * The Problem of a thrown value: the value itself or its `problem`. Anything else becomes a general message without
 * internals.
 */
export function problemOf(error: unknown): Problem {
  if (isProblem(error)) return error
  if (typeof error === 'object' && error !== null && 'problem' in error && isProblem(error.problem))
    return error.problem
  if (typeof error === 'object' && error !== null && 'digest' in error && error.digest === databaseDownDigest)
    return databaseDown
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
