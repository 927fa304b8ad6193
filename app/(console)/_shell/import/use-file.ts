import { useState } from 'react'
import { problemOf } from '@/components/states/problem-of'
import type { FileProblem } from '@/lib/csv-table'
import type { Problem } from '@/lib/errors'
import type { Result } from '@/lib/result'
import { runAction } from '../run-action'
import { type OpenFile, openFile } from './read-file'

/** A chosen file, read in the browser. */
export function useFile(onOpen: (file: OpenFile) => void) {
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<FileProblem | null>(null)
  const choose = async (chosen: File) => {
    setBusy(true)
    setProblem(null)
    const read = await openFile(chosen)
    setBusy(false)
    if ('what' in read) setProblem(read)
    else onOpen(read)
  }
  return { busy, problem, choose: (file: File) => void choose(file) }
}

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
