import { useEffect, useRef, useState } from 'react'
import { problemOf } from '@/components/states/problem-of'
import type { ExportColumn } from '@/lib/account-columns'
import { exportHref } from '@/lib/account-export'
import type { Problem } from '@/lib/errors'
import type { Frozen } from '@/lib/selection-inputs'
import { whenFresh } from '../../_shell/confirm/confirm-store'
import { downloadCsv } from '../../_shell/download'
import { incompleteFile } from '../../_shell/save-download'
import { saveFile } from '../../_shell/save-file'
import { sayProblem } from '../../_shell/say-problem'

export type ExportState =
  | { kind: 'asking'; problem: Problem | null }
  /** The selection is being frozen, or the job is being started. */
  | { kind: 'freezing' }
  /** The number of accounts differs from the one the dialog showed. The operator decides again. */
  | { kind: 'changed'; frozen: Frozen; said: number }
  | { kind: 'loading'; frozen: Frozen; rows: number }

/** What an export contains. `freshBalances` = a job reads every balance first, and its page offers the file. */
type Wanted = { columns: readonly ExportColumn[]; freshBalances: boolean }

type Handlers = {
  startJob: (input: { id: string; selection: string; columns: ExportColumn[] }) => Promise<unknown>
  onSaved: (file: string, rows: number) => void
  /** @param stopped the operator has stopped it or left the dialog, but the console had it already */
  onStarted: (jobId: string, stopped: boolean) => void
}

/**
 * Freezes the selection, and asks again if its number has changed. Then downloads the file and saves it only if it is complete, or
 * starts the job that reads the balances.
 */
export function useExport({ startJob, onSaved, onStarted }: Handlers) {
  // One id per dialog, so that sending it again starts no second job.
  const [jobId] = useState(() => crypto.randomUUID())
  const [state, setState] = useState<ExportState>({ kind: 'asking', problem: null })
  const running = useRef<AbortController | null>(null)
  useEffect(() => () => running.current?.abort(), [])

  const run = async (work: (signal: AbortSignal) => Promise<void>) => {
    const own = new AbortController()
    running.current = own
    try {
      await work(own.signal)
    } catch (error) {
      if (!own.signal.aborted) setState({ kind: 'asking', problem: problemOf(error) })
    }
  }

  const load = async (frozen: Frozen, columns: readonly ExportColumn[], signal: AbortSignal) => {
    setState({ kind: 'loading', frozen, rows: 0 })
    const onRows = (rows: number) => setState({ kind: 'loading', frozen, rows })
    const file = await whenFresh(() => downloadCsv(exportHref(frozen.id, columns), { signal, onRows }))
    if (file.rows !== frozen.count) throw incompleteFile()
    saveFile(file)
    onSaved(file.file, file.rows)
  }

  const make = async (frozen: Frozen, { columns, freshBalances }: Wanted, signal: AbortSignal) => {
    if (!freshBalances) return load(frozen, columns, signal)
    setState({ kind: 'freezing' })
    try {
      await startJob({ id: jobId, selection: frozen.id, columns: [...columns] })
      onStarted(jobId, signal.aborted)
    } catch (error) {
      if (!signal.aborted) throw error
      sayProblem('The export was not started', error)
    }
  }

  const begin = (freeze: () => Promise<Frozen>, said: number, wanted: Wanted) =>
    run(async signal => {
      setState({ kind: 'freezing' })
      const frozen = await freeze()
      if (signal.aborted) return
      if (frozen.count === said) await make(frozen, wanted, signal)
      else setState({ kind: 'changed', frozen, said })
    })

  const goOn = (frozen: Frozen, wanted: Wanted) => run(signal => make(frozen, wanted, signal))

  const stop = () => {
    running.current?.abort()
    setState({ kind: 'asking', problem: null })
  }
  return { state, begin, goOn, stop }
}
