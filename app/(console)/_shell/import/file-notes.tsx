'use client'

import { Banner } from '@/components/ui/banner'
import { formatCount } from '@/components/ui/number'
import type { Delimiter } from '@/lib/csv-table'
import type { OpenFile } from './read-file'

const delimiterWords: Record<Delimiter, string> = { ',': 'commas', ';': 'semicolons', '\t': 'tabs' }

/** How a file was read, and warnings about it. */
export function FileNotes({ file: { name, table, encoding, secrets } }: { file: OpenFile }) {
  return (
    <div className="grid gap-3">
      <p className="text-muted [overflow-wrap:anywhere]">
        <bdi className="font-medium text-foreground">{name}</bdi> · {formatCount(table.lines.length, 'row')} ·{' '}
        {formatCount(table.header.length, 'column')}, separated by {delimiterWords[table.delimiter]} · {encoding}
      </p>
      {secrets.length > 0 && (
        <Banner
          tone="warning"
          title={`${secrets.map(heading => `“${heading}”`).join(', ')} ${secrets.length === 1 ? 'looks like a column' : 'look like columns'} of passwords or keys`}
        >
          The console accepts no passwords or keys from a file. These columns are ignored and never uploaded.
        </Banner>
      )}
      {encoding === 'Windows-1252' && (
        <Banner tone="warning" title="The file is not UTF-8">
          It was read as Windows-1252. Check below that letters like ä, é or ñ are correct. If they are not, save the
          file as “CSV UTF-8” and choose it again.
        </Banner>
      )}
    </div>
  )
}
