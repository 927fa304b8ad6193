import { useState } from 'react'
import { problemOf } from '@/components/states/problem-of'
import type { Problem } from '@/lib/errors'
import type { Result } from '@/lib/result'
import { runAction } from '../run-action'

/** Sends the lines of a file to an action. `ask` resolves to its answer, or to null and sets `problem`. */
export function useAsk() {
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<Problem | null>(null)
  const ask = async <I, T>(action: (input: I) => Promise<Result<T>>, input: I): Promise<T | null> => {
    setBusy(true)
    setProblem(null)
    try {
      const outcome = await runAction(action, input)
      if (outcome.kind === 'done') return outcome.data
    } catch (error) {
      setProblem(problemOf(error))
    } finally {
      setBusy(false)
    }
    return null
  }
  return { busy, problem, ask, forget: () => setProblem(null) }
}
