'use client'

import { useState } from 'react'
import { Breadcrumb } from '@/components/ui/breadcrumb'
import { Page } from '@/components/ui/page'
import { PageHeader } from '@/components/ui/page-header'
import { guessMapping, type ImportMapping, linesOf } from '@/lib/account-import'
import { nothingChecked } from '@/lib/account-import-inputs'
import type { CsvTable } from '@/lib/csv-table'
import type { OpenFile } from '../../_shell/import/read-file'
import { Steps } from '../../_shell/import/steps'
import { useAsk } from '../../_shell/import/use-ask'
import { useLeaveWarning } from '../../_shell/use-leave-warning'
import { checkImport } from './actions'
import { CheckStep } from './check-step'
import { ChooseStep } from './choose-step'
import { ColumnsStep } from './columns-step'
import { byLine, corrected, type LeftOut } from './finding-rows'
import type { Checked } from './start-form'

type Opened = {
  file: OpenFile
  mapping: ImportMapping
  checked: Checked | null
  leftOut: LeftOut[]
}

const withLines = (file: OpenFile, lines: CsvTable['lines']): OpenFile => ({ ...file, table: { ...file.table, lines } })

const labels = ['File', 'Columns', 'Check and start'] as const

/** The steps from a file to a job. The server keeps nothing of the file before the job is started. */
export function ImportScreen({ operatorEmail }: { operatorEmail: string }) {
  const [opened, setOpened] = useState<Opened | null>(null)
  // A new check keeps it.
  const [reason, setReason] = useState('')
  const { busy, problem, ask, forget } = useAsk()
  const again = () => {
    forget()
    setReason('')
    setOpened(null)
  }
  const check = async (next: Opened) => {
    const { lines, ragged } = linesOf(next.file.table, next.mapping)
    const answer = lines.length === 0 ? nothingChecked : await ask(checkImport, { lines })
    if (answer) setOpened({ ...next, checked: { id: crypto.randomUUID(), lines, ragged, check: answer } })
  }
  /** @param leave the lines to leave out, with what was found in them */
  const checkAgain = (of: Opened, table: CsvTable, leave: ReadonlyMap<number, string>) => {
    const lines = byLine([...table.lines, ...of.leftOut])
    const kept = lines.filter(({ line }) => !leave.has(line))
    const leftOut = lines.flatMap(one => {
      const why = leave.get(one.line)
      return why === undefined ? [] : { ...one, why }
    })
    return check({ ...of, file: withLines({ ...of.file, table }, kept), leftOut })
  }
  // Other columns may mean other warnings: all lines are chosen again.
  const backToColumns = (from: Opened) => {
    forget()
    setOpened({
      ...from,
      file: withLines(from.file, byLine([...from.file.table.lines, ...from.leftOut])),
      leftOut: [],
      checked: null,
    })
  }
  const checked = opened?.checked ?? null
  // The file and its corrections are only in this page.
  useLeaveWarning(checked !== null)
  return (
    <Page width="normal">
      <PageHeader
        breadcrumb={<Breadcrumb above="Managed accounts" href="/accounts" here="Import accounts" />}
        title="Import accounts"
        meta="Create many managed accounts from a CSV file"
      />
      <Steps labels={labels} current={checked ? 2 : opened ? 1 : 0} content={checked?.id}>
        {!opened && (
          <ChooseStep
            onOpen={file => setOpened({ file, mapping: guessMapping(file.table), checked: null, leftOut: [] })}
          />
        )}
        {opened && !checked && (
          <ColumnsStep
            file={opened.file}
            mapping={opened.mapping}
            operatorEmail={operatorEmail}
            onChange={mapping => setOpened({ ...opened, mapping })}
            busy={busy}
            problem={problem}
            onCheck={() => void check(opened)}
            onBack={again}
          />
        )}
        {opened && checked && (
          <CheckStep
            // A new check begins without corrections.
            key={checked.id}
            file={opened.file}
            mapping={opened.mapping}
            checked={checked}
            onChanged={answer =>
              // Unless the rows were checked again in the meantime.
              setOpened(now => (now?.checked === checked ? { ...now, checked: { ...checked, check: answer } } : now))
            }
            leftOut={opened.leftOut}
            reason={reason}
            onReason={setReason}
            onCorrect={(values, leave) => void checkAgain(opened, corrected(opened.file.table, values), leave)}
            busy={busy}
            problem={problem}
            onBack={() => backToColumns(opened)}
            onAgain={again}
          />
        )}
      </Steps>
    </Page>
  )
}
