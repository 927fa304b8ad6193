'use client'

import { Braces, ChevronDown, Download, FileSpreadsheet } from 'lucide-react'
import { Button } from '@/components/ui/button'
import { Menu } from '@/components/ui/menu'
import { formatCount } from '@/components/ui/number'
import { toast } from '@/components/ui/toast'
import type { AuditSearch } from '@/lib/audit'
import { type AuditExportFormat, auditExportHref } from '@/lib/audit-export'
import { saveDownload, useDownload } from '../_shell/save-download'
import { sayProblem } from '../_shell/say-problem'

/** Exports all pages of the filtered entries. Each export is itself recorded. */
export function ExportMenu({ search }: { search: AuditSearch }) {
  const { busy, start } = useDownload(error => sayProblem('The audit record was not exported', error))
  const get = (format: AuditExportFormat) =>
    start(async () => {
      const { file, headers } = await saveDownload(auditExportHref(format, search), { name: 'audit' })
      const entries = formatCount(Number(headers.get('x-row-count')), 'entry', 'entries')
      toast.success(`${file} downloaded: ${entries}`)
    })
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
        { label: 'For spreadsheets (CSV)', icon: FileSpreadsheet, onSelect: () => get('csv') },
        { label: 'All fields, one line per entry (JSONL)', icon: Braces, onSelect: () => get('jsonl') },
      ]}
    />
  )
}
