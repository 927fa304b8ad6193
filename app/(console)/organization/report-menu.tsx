'use client'

import { Braces, ChevronDown, Download, FileSpreadsheet, Sheet } from 'lucide-react'
import { problemOf } from '@/components/states/problem-of'
import { Button } from '@/components/ui/button'
import { Menu } from '@/components/ui/menu'
import { toast } from '@/components/ui/toast'
import { type ReportFormat, reportNotesHeader, reportNotesOf } from '@/lib/organization'
import { saveDownload, useDownload } from '../_shell/save-download'

type Props = {
  /** Gaps in the newest report, one sentence each. */
  onNotes: (notes: readonly string[]) => void
}

function sayFailure(error: unknown) {
  const { message, hint, requestId } = problemOf(error)
  toast.error('The report was not downloaded', {
    description: [message, hint, requestId && `Request id for support: ${requestId}`].filter(Boolean).join(' '),
  })
}

/** The same users in three file formats. Every download is recorded. */
export function ReportMenu({ onNotes }: Props) {
  const { busy, start } = useDownload(sayFailure)
  const get = (format: ReportFormat) =>
    start(async () => {
      const { file, headers } = await saveDownload(`/api/organization/report?format=${format}`, { name: 'report' })
      toast.success(`${file} downloaded`)
      onNotes(reportNotesOf(headers.get(reportNotesHeader)))
    })
  return (
    <Menu
      label="Download organization users"
      trigger={props => (
        <Button {...props} pending={busy} pendingLabel="Preparing…">
          <Download aria-hidden />
          Download
          <ChevronDown aria-hidden className="text-muted" />
        </Button>
      )}
      items={[
        { label: 'All fields, for spreadsheets (CSV)', icon: FileSpreadsheet, onSelect: () => get('csv') },
        'separator',
        { label: 'Telnyx’s groups report (CSV)', icon: Sheet, onSelect: () => get('telnyx-csv') },
        { label: 'Telnyx’s groups report (JSON)', icon: Braces, onSelect: () => get('json') },
      ]}
    />
  )
}
