'use client'

import { useState } from 'react'
import { Breadcrumb } from '@/components/ui/breadcrumb'
import { Page } from '@/components/ui/page'
import { PageHeader } from '@/components/ui/page-header'
import { guessMapping, type ImportMapping, linesOf } from '@/lib/account-import'
import { nothingChecked } from '@/lib/account-import-inputs'
import type { OpenFile } from '../../_shell/import/read-file'
import { Steps } from '../../_shell/import/steps'
import { useAsk } from '../../_shell/import/use-file'
import { useLeaveWarning } from '../../_shell/use-leave-warning'
import { checkImport } from './actions'
import { CheckStep } from './check-step'
import { ChooseStep } from './choose-step'
import { ColumnsStep } from './columns-step'
import { corrected } from './finding-rows'
import type { Checked } from './start-form'

type Opened = { file: OpenFile; mapping: ImportMapping; checked: Checked | null }

const labels = ['File', 'Columns', 'Check and start'] as const

/** The steps from a file to a job. The server keeps nothing of the file before the job is started. */
export function ImportScreen({ operatorEmail }: { operatorEmail: string }) {
  const [opened, setOpened] = useState<Opened | null>(null)
  const { busy, problem, ask, forget } = useAsk()
  const again = () => {
    forget()
    setOpened(null)
  }
  const check = async ({ file, mapping }: Opened) => {
    const { lines, ragged } = linesOf(file.table, mapping)
    const answer = lines.length === 0 ? nothingChecked : await ask(checkImport, { lines })
    if (answer) setOpened({ file, mapping, checked: { id: crypto.randomUUID(), lines, ragged, check: answer } })
  }
  const checked = opened?.checked ?? null
  // The file and its corrections are only in this page.
  useLeaveWarning(checked !== null)
  return (
    <Page width="normal">
      <PageHeader
        breadcrumb={
          <Breadcrumb crumbs={[{ label: 'Managed accounts', href: '/accounts' }, { label: 'Import accounts' }]} />
        }
        title="Import accounts"
        meta="Create many managed accounts from a CSV file"
      />
      <Steps labels={labels} current={checked ? 2 : opened ? 1 : 0}>
        {!opened && (
          <ChooseStep onOpen={file => setOpened({ file, mapping: guessMapping(file.table), checked: null })} />
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
            onChanged={answer => setOpened({ ...opened, checked: { ...checked, check: answer } })}
            onCorrect={values =>
              void check({ ...opened, file: { ...opened.file, table: corrected(opened.file.table, values) } })
            }
            busy={busy}
            problem={problem}
            onBack={() => setOpened({ ...opened, checked: null })}
            onAgain={again}
          />
        )}
      </Steps>
    </Page>
  )
}
