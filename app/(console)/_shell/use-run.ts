import { type QueryKey, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { ProblemError } from '@/app/fetch-json'
import { problemOf } from '@/components/states/problem-of'
import type { Problem } from '@/lib/errors'
import { attentionKeys } from './queries'
import { type Action, notKnown, runAction } from './run-action'
import { sayProblem } from './say-problem'

/**
 * For actions that are done when they answer. `run` throws ProblemError. `attempt` shows the problem in a toast and
 * returns null, `ask` sets `problem` and returns null. All refetch the badges and the queries under `key`, and do not
 * wait for them: a silent console must not hide an outcome that is known. After a success, `busy` is true until these
 * queries have answered, because the screen shows the old facts until then.
 */
export function useRun(key: QueryKey) {
  const client = useQueryClient()
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<Problem | null>(null)
  const run = async <I, T>(call: Action<I, T>, input: I): Promise<T> => {
    const refresh = () => {
      void client.invalidateQueries({ queryKey: attentionKeys.all }).catch(() => undefined)
      return client.invalidateQueries({ queryKey: key }).catch(() => undefined)
    }
    setBusy(true)
    try {
      const outcome = await runAction(call, input)
      if (outcome.kind !== 'done') throw new ProblemError(notKnown)
      void refresh().then(() => setBusy(false))
      return outcome.data
    } catch (error) {
      void refresh()
      setBusy(false)
      throw error
    }
  }
  const attempt = async <I, T>(call: Action<I, T>, input: I, failed: string): Promise<{ data: T } | null> => {
    try {
      return { data: await run(call, input) }
    } catch (error) {
      sayProblem(failed, error)
      return null
    }
  }
  const ask = async <I, T>(call: Action<I, T>, input: I): Promise<{ data: T } | null> => {
    setProblem(null)
    try {
      return { data: await run(call, input) }
    } catch (error) {
      setProblem(problemOf(error))
      return null
    }
  }
  return { busy, problem, run, attempt, ask }
}
