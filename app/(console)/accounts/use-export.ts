import { useEffect, useRef, useState } from 'react'
import { ProblemError } from '@/app/fetch-json'
import { problemOf } from '@/components/states/problem-of'
import { type ExportColumn, exportHref } from '@/lib/account-export'
import type { Problem } from '@/lib/errors'
import type { Frozen } from '@/lib/selection-inputs'
import { whenFresh } from '../_console/confirm-store'
import { saveFile } from '../_console/save-file'
import { downloadCsv } from './download'

export type ExportState =
  | { kind: 'asking'; problem: Problem | null }
  /** The accounts are being held on to. */
  | { kind: 'freezing' }
  /** Another number than was said: the person decides again. */
  | { kind: 'changed'; frozen: Frozen; said: number }
  | { kind: 'loading'; frozen: Frozen; rows: number }

/** Freezes, asks again where the number is another one, downloads, and saves a file only when it is whole. */
export function useExport(onDone: (file: string, rows: number) => void) {
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
    const file = await whenFresh(() => downloadCsv(exportHref(frozen.id, columns), signal, onRows))
    if (file.rows !== frozen.count) throw incomplete()
    saveFile(file)
    onDone(file.file, file.rows)
  }

  const begin = (freeze: () => Promise<Frozen>, said: number, columns: readonly ExportColumn[]) =>
    run(async signal => {
      setState({ kind: 'freezing' })
      const frozen = await freeze()
      if (signal.aborted) return
      if (frozen.count === said) await load(frozen, columns, signal)
      else setState({ kind: 'changed', frozen, said })
    })

  const goOn = (frozen: Frozen, columns: readonly ExportColumn[]) => run(signal => load(frozen, columns, signal))

  const stop = () => {
    running.current?.abort()
    setState({ kind: 'asking', problem: null })
  }
  return { state, begin, goOn, stop }
}

function incomplete(): ProblemError {
  return new ProblemError({
    code: 'internal',
    message: 'The file did not have every row, so it was not saved.',
    hint: 'Try again.',
  })
}
