'use client'

import { Banner } from '@/components/ui/banner'
import { formatCount } from '@/components/ui/number'
import type { Delimiter } from '@/lib/csv-table'
import type { OpenFile } from './read-file'

const delimiterWords: Record<Delimiter, string> = { ',': 'commas', ';': 'semicolons', '\t': 'tabs' }

/** What was made of a file, and what somebody should know of it. */
export function FileNotes({ file: { name, table, encoding, secrets } }: { file: OpenFile }) {
  return (
    <div className="grid gap-3">
      <p className="text-muted [overflow-wrap:anywhere]">
        <bdi className="font-medium text-foreground">{name}</bdi> · {formatCount(table.lines.length, 'row')} ·{' '}
        {formatCount(table.header.length, 'column')}, {delimiterWords[table.delimiter]} between them · {encoding}
      </p>
      {secrets.length > 0 && (
        <Banner
          tone="warning"
          title={`${secrets.map(heading => `“${heading}”`).join(', ')} ${secrets.length === 1 ? 'looks like a column' : 'look like columns'} of passwords or keys`}
        >
          The console takes none from a file. These columns are ignored and never uploaded.
        </Banner>
      )}
      {encoding === 'Windows-1252' && (
        <Banner tone="warning" title="The file is not UTF-8">
          It was read as Windows-1252. Look below whether letters like ä, é or ñ are right; if not, save it as “CSV
          UTF-8” and choose it again.
        </Banner>
      )}
    </div>
  )
}
