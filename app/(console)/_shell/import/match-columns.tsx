'use client'

import type { ReactNode } from 'react'
import { Refusal } from '@/components/states/refusal'
import { Banner } from '@/components/ui/banner'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { formatCount } from '@/components/ui/number'
import { headingOf } from '@/lib/columns-of-file'
import type { Delimiter } from '@/lib/csv-table'
import type { Problem } from '@/lib/errors'
import type { OpenFile } from './read-file'

export type MatchProps = {
  file: OpenFile
  busy: boolean
  problem: Problem | null
  onCheck: () => void
  onBack: () => void
}

type Props = MatchProps & {
  /** What is checked: "12 rows". */
  count: string
  /** One for each column to choose. */
  fields: ReactNode
  /** The first rows. */
  children: ReactNode
}

/** The second step of every import: choose which columns of the file to use, and see its first rows. */
export function MatchColumns({ file, busy, problem, onCheck, onBack, count, fields, children }: Props) {
  return (
    <form
      noValidate
      className="grid gap-4"
      onSubmit={event => {
        event.preventDefault()
        onCheck()
      }}
    >
      <FileNotes file={file} />
      {problem && <Refusal problem={problem} />}
      <Card title="Match the columns">
        {/* The results are for the columns that were chosen when the check began. */}
        <fieldset disabled={busy} className="contents">
          <div className="grid gap-4 sm:grid-cols-2">{fields}</div>
        </fieldset>
      </Card>
      {children}
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={onBack} disabled={busy}>
          Choose another file
        </Button>
        <Button type="submit" variant="primary" pending={busy} pendingLabel="Checking every row…">
          Check {count}
        </Button>
      </div>
    </form>
  )
}

/** The columns that can be chosen, for a <Select>. */
export function columnOptions({ table: { header }, secrets }: OpenFile) {
  return header.flatMap((heading, at) =>
    secrets.includes(heading) ? [] : [{ value: String(at), label: headingOf(header, at) }],
  )
}

const delimiterWords: Record<Delimiter, string> = { ',': 'commas', ';': 'semicolons', '\t': 'tabs' }

/** How a file was read, and warnings about it. */
function FileNotes({ file: { name, table, encoding, secrets } }: { file: OpenFile }) {
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
