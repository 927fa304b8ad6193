'use client'

import { useState } from 'react'
import { Breadcrumb } from '@/components/ui/breadcrumb'
import { Page } from '@/components/ui/page'
import { PageHeader } from '@/components/ui/page-header'
import { guessLimitMapping, type LimitMapping, limitLinesOf } from '@/lib/channel-import'
import type { OpenFile } from '../../_shell/import/read-file'
import { Steps } from '../../_shell/import/steps'
import { useAsk } from '../../_shell/import/use-ask'
import { checkLimits } from './actions'
import { ChooseLimits } from './choose-limits'
import { LimitColumns } from './limit-columns'
import { type CheckedLimits, StateForm } from './state-form'

type Opened = { file: OpenFile; mapping: LimitMapping; checked: CheckedLimits | null }

const labels = ['File', 'Columns', 'Check and import'] as const

/** Imports known channel limits from a file. Telnyx does not report limits, and nothing is sent to it. */
export function LimitsScreen() {
  const [opened, setOpened] = useState<Opened | null>(null)
  const { busy, problem, ask, forget } = useAsk()
  const check = async ({ file, mapping }: Opened, replaceSet: boolean) => {
    const { lines, ragged } = limitLinesOf(file.table, mapping)
    const answer = await ask(checkLimits, { lines, replaceSet })
    if (answer) setOpened({ file, mapping, checked: { lines, ragged, replaceSet, check: answer } })
  }
  const leave = (next: Opened | null) => {
    forget()
    setOpened(next)
  }
  const checked = opened?.checked ?? null
  return (
    <Page width="normal">
      <PageHeader
        breadcrumb={<Breadcrumb above="Channels" href="/channels" here="Import channel limits" />}
        title="Import channel limits"
        meta="Telnyx does not report channel limits. Import the limits you know."
      />
      <Steps labels={labels} current={checked ? 2 : opened ? 1 : 0}>
        {!opened && (
          <ChooseLimits onOpen={file => setOpened({ file, mapping: guessLimitMapping(file.table), checked: null })} />
        )}
        {opened && !checked && (
          <LimitColumns
            file={opened.file}
            mapping={opened.mapping}
            onChange={mapping => setOpened({ ...opened, mapping })}
            busy={busy}
            problem={problem}
            onCheck={() => void check(opened, false)}
            onBack={() => leave(null)}
          />
        )}
        {opened && checked && (
          <StateForm
            file={opened.file}
            mapping={opened.mapping}
            checked={checked}
            checking={busy}
            checkProblem={problem}
            onReplace={replaceSet => void check(opened, replaceSet)}
            onChanged={answer => setOpened({ ...opened, checked: { ...checked, check: answer } })}
            onBack={() => leave({ ...opened, checked: null })}
            onAgain={() => leave(null)}
          />
        )}
      </Steps>
    </Page>
  )
}
