import { useRef, useState } from 'react'
import { problemOf } from '@/components/states/problem-of'
import type { Problem } from '@/lib/errors'
import type { Result } from '@/lib/result'
import { runAction } from '../run-action'

/**
 * Sends the lines of a file to an action. `ask` resolves to its answer, or to null and sets `problem`. After `forget`, the
 * answer that is still to come is dropped: it is about a file, or columns, that the operator has left.
 */
export function useAsk() {
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<Problem | null>(null)
  const turn = useRef(0)
  const ask = async <I, T>(action: (input: I) => Promise<Result<T>>, input: I): Promise<T | null> => {
    turn.current += 1
    const own = turn.current
    setBusy(true)
    setProblem(null)
    try {
      const outcome = await runAction(action, input)
      if (outcome.kind === 'done' && own === turn.current) return outcome.data
    } catch (error) {
      if (own === turn.current) setProblem(problemOf(error))
    } finally {
      if (own === turn.current) setBusy(false)
    }
    return null
  }
  const forget = () => {
    turn.current += 1
    setBusy(false)
    setProblem(null)
  }
  return { busy, problem, ask, forget }
}
