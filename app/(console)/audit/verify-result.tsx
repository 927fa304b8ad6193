'use client'

import { X } from 'lucide-react'
import { problemOf } from '@/components/states/problem-of'
import { Banner } from '@/components/ui/banner'
import { IconButton } from '@/components/ui/icon-button'
import { formatCount, formatNumber } from '@/components/ui/number'
import { RelativeTime } from '@/components/ui/relative-time'
import type { RecordReport } from '@/lib/audit-report'

type Props = { report: RecordReport | undefined; error: unknown; onClose: () => void }

/** The result of the verification. */
export function VerifyResult({ report, error, onClose }: Props) {
  const close = <IconButton label="Close" icon={X} size="sm" onClick={onClose} />
  if (error) {
    const { message, hint } = problemOf(error)
    return (
      <Banner tone="warning" role="alert" title="The audit record could not be verified" action={close}>
        {message} {hint}
      </Banner>
    )
  }
  if (!report) return null
  const { ok, finding, warnings } = report
  return (
    <Banner
      tone={ok ? 'success' : 'danger'}
      role={ok ? 'status' : 'alert'}
      title={ok ? 'The audit record is intact' : 'The audit record is not intact'}
      action={close}
    >
      {finding && <p className="text-foreground">{finding.words}</p>}
      <p className="figures">
        {formatCount(report.rows, 'row')} read in {report.seconds} s. <Checkpoints report={report} />
      </p>
      {warnings.map(words => (
        <p key={words}>{words}</p>
      ))}
    </Banner>
  )
}

function Checkpoints({ report: { checkpoints } }: { report: RecordReport }) {
  if (!checkpoints?.last) return null
  return (
    <>
      Last checkpoint <RelativeTime at={checkpoints.last.at} /> at row {formatNumber(checkpoints.last.lastId)}
      {checkpoints.uncovered > 0 && `; ${formatNumber(checkpoints.uncovered)} added since`}.
    </>
  )
}
