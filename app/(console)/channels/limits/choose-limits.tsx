'use client'

import { Download } from 'lucide-react'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { Description, DescriptionList } from '@/components/ui/description-list'
import { limitSourceWords } from '@/lib/account-words'
import { limitTemplate } from '@/lib/channel-import'
import { FileDrop } from '../../_shell/import/file-drop'
import type { OpenFile } from '../../_shell/import/read-file'
import { saveCsv } from '../../_shell/import/save-csv'
import { useFile } from '../../_shell/import/use-file'

export function ChooseLimits({ onOpen }: { onOpen: (file: OpenFile) => void }) {
  const { busy, problem, choose } = useFile(onOpen)
  return (
    <div className="grid gap-4">
      <FileDrop busy={busy} problem={problem} onFile={choose} />
      <Card
        title="File format"
        actions={
          <Button
            size="sm"
            onClick={() => void saveCsv('channel-limits-template.csv', limitTemplate.header, limitTemplate.rows)}
          >
            <Download aria-hidden />
            Download template
          </Button>
        }
      >
        <DescriptionList>
          <Description label="Account" meta="An account export has both, and the known limits.">
            Its id or its e-mail
          </Description>
          <Description label="Channel limit" meta="Rows with a blank limit are skipped.">
            A whole number, without separators
          </Description>
        </DescriptionList>
        <p className="mt-4 border-border border-t pt-3 text-muted text-xs">
          Nothing is sent to Telnyx. A limit is marked “{limitSourceWords.stated}” until it is set here.
        </p>
      </Card>
    </div>
  )
}
