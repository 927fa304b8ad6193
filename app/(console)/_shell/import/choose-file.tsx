import { Download } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { DescriptionList } from '@/components/ui/description-list'
import { FileDrop } from './file-drop'
import type { OpenFile } from './read-file'
import { saveCsv } from './save-csv'

type Props = {
  onOpen: (file: OpenFile) => void
  template: { name: string; header: readonly string[]; rows: readonly (readonly string[])[] }
  /** Below the columns. */
  note: ReactNode
  /** A <Description> for each column. */
  children: ReactNode
}

/** The first step of every import: choose a file, and see its format. */
export function ChooseFile({ onOpen, template, note, children }: Props) {
  return (
    <div className="grid gap-4">
      <FileDrop onOpen={onOpen} />
      <Card
        title="File format"
        actions={
          <Button size="sm" onClick={() => void saveCsv(template.name, template.header, template.rows)}>
            <Download aria-hidden />
            Download template
          </Button>
        }
      >
        <DescriptionList>{children}</DescriptionList>
        <p className="mt-4 border-border border-t pt-3 text-muted text-xs">{note}</p>
      </Card>
    </div>
  )
}
