'use client'

import { Download } from 'lucide-react'
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { formatCount } from '@/components/ui/number'
import { toast } from '@/components/ui/toast'
import type { JobRow } from '@/lib/job'
import { whenFresh } from '../_console/confirm-store'
import { saveFile } from '../_console/save-file'
import { sayProblem } from '../_console/say-problem'
import { downloadCsv, incompleteFile } from './download'

/** The file of an export that has ended, made anew whenever it is taken. Every download goes on record. */
export function JobFileButton({ job }: { job: JobRow }) {
  const [busy, setBusy] = useState(false)
  const get = async () => {
    setBusy(true)
    try {
      const file = await whenFresh(() => downloadCsv(`/api/jobs/${job.id}/file`, new AbortController().signal))
      if (file.rows !== job.total) throw incompleteFile()
      saveFile(file)
      toast.success(`Exported ${formatCount(file.rows, 'row')}`, { description: file.file })
    } catch (error) {
      sayProblem('The file was not downloaded', error)
    } finally {
      setBusy(false)
    }
  }
  return (
    <Button variant="primary" pending={busy} pendingLabel="Preparing…" onClick={() => void get()}>
      <Download aria-hidden />
      Download file
    </Button>
  )
}
