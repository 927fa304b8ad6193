'use client'

import { Download } from 'lucide-react'
import { useState } from 'react'
import { goToSignIn, ProblemError, problemIn } from '@/app/fetch-json'
import { Button } from '@/components/ui/button'
import { formatCount } from '@/components/ui/number'
import { toast } from '@/components/ui/toast'
import { saveFile } from '../_console/save-file'
import { sayProblem } from '../_console/say-problem'

/** Each line of an import and what became of it so far, as a file. The download goes on record. */
export function ImportResultsButton({ jobId }: { jobId: string }) {
  const [busy, setBusy] = useState(false)
  const get = async () => {
    setBusy(true)
    try {
      const rows = await downloadResults(jobId)
      toast.success(`Results of ${formatCount(rows, 'row')} downloaded`)
    } catch (error) {
      sayProblem('The results were not downloaded', error)
    } finally {
      setBusy(false)
    }
  }
  return (
    <Button pending={busy} pendingLabel="Preparing…" onClick={() => void get()}>
      <Download aria-hidden />
      Results
    </Button>
  )
}

async function downloadResults(jobId: string): Promise<number> {
  const response = await fetch(`/api/accounts/import/${jobId}/results`).catch(() => {
    throw new ProblemError({
      code: 'unavailable',
      message: 'The console cannot be reached.',
      hint: 'Check your connection and try again.',
    })
  })
  if (response.status === 401) goToSignIn()
  if (!response.ok) throw new ProblemError(problemIn(await response.json().catch(() => null), response.status))
  const file = /filename="([^"]+)"/.exec(response.headers.get('content-disposition') ?? '')?.[1] ?? 'import-results.csv'
  saveFile({ blob: await response.blob(), file })
  return Number(response.headers.get('x-row-count') ?? 0)
}
