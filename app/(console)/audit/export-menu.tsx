'use client'

import { Braces, ChevronDown, Download, FileSpreadsheet } from 'lucide-react'
import { useState } from 'react'
import { problemOf } from '@/components/states/problem-of'
import { Button } from '@/components/ui/button'
import { Menu } from '@/components/ui/menu'
import { formatNumber } from '@/components/ui/number'
import { toast } from '@/components/ui/toast'
import type { AuditSearch } from '@/lib/audit'
import { type AuditExportFormat, auditExportHref } from '@/lib/audit-export'
import { problemText } from '@/lib/errors'
import { downloadAudit } from './download'

/** Exports all pages of the filtered entries. Each export is itself recorded. */
export function ExportMenu({ search }: { search: AuditSearch }) {
  const [busy, setBusy] = useState(false)
  const get = async (format: AuditExportFormat) => {
    setBusy(true)
    try {
      const { file, rows } = await downloadAudit(auditExportHref(format, search))
      toast.success(`${file} downloaded: ${formatNumber(rows)} ${rows === 1 ? 'entry' : 'entries'}`)
    } catch (error) {
      toast.error('The audit record was not exported', { description: problemText(problemOf(error)) })
    } finally {
      setBusy(false)
    }
  }
  return (
    <Menu
      label="Export filtered entries"
      trigger={props => (
        <Button {...props} pending={busy} pendingLabel="Exporting…">
          <Download aria-hidden />
          Export
          <ChevronDown aria-hidden className="text-muted" />
        </Button>
      )}
      items={[
        { label: 'For spreadsheets (CSV)', icon: FileSpreadsheet, onSelect: () => void get('csv') },
        { label: 'All fields, one line per entry (JSONL)', icon: Braces, onSelect: () => void get('jsonl') },
      ]}
    />
  )
}
