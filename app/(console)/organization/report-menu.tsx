'use client'

import { Braces, ChevronDown, Download, FileSpreadsheet, Sheet } from 'lucide-react'
import { useState } from 'react'
import { problemOf } from '@/components/states/problem-of'
import { Button } from '@/components/ui/button'
import { Menu } from '@/components/ui/menu'
import { toast } from '@/components/ui/toast'
import type { ReportFormat } from '@/lib/organization'
import { downloadReport } from './download'

type Props = {
  /** Gaps in the newest report, one sentence each. */
  onNotes: (notes: readonly string[]) => void
}

/** The same users in three file formats. Every download is recorded. */
export function ReportMenu({ onNotes }: Props) {
  const [busy, setBusy] = useState(false)
  const get = async (format: ReportFormat) => {
    setBusy(true)
    try {
      const { file, notes } = await downloadReport(format)
      toast.success(`${file} downloaded`)
      onNotes(notes)
    } catch (error) {
      const { message, hint, requestId } = problemOf(error)
      toast.error('The report was not downloaded', {
        description: [message, hint, requestId && `Request id for support: ${requestId}`].filter(Boolean).join(' '),
      })
    } finally {
      setBusy(false)
    }
  }
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
        { label: 'All fields, for spreadsheets (CSV)', icon: FileSpreadsheet, onSelect: () => void get('csv') },
        'separator',
        { label: 'Telnyx’s groups report (CSV)', icon: Sheet, onSelect: () => void get('telnyx-csv') },
        { label: 'Telnyx’s groups report (JSON)', icon: Braces, onSelect: () => void get('json') },
      ]}
    />
  )
}
