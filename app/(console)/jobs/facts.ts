import { formatNumber } from '@/components/ui/number'
import { exportColumnsOf, headingsOf } from '@/lib/account-export'
import { type DisableReason, disableReasons } from '@/lib/account-words'
import type { JobKind, JobParameters } from '@/lib/job'

type Fact = { label: string; value: string; isTicket?: boolean }

const yesNo = (value: unknown) => (value === true ? 'Yes' : 'No')

/** The job's parameters, in words, for the job's page and for approvers. */
export function jobFacts(kind: JobKind, parameters: JobParameters): Fact[] {
  return factsOf(kind, parameters).filter(fact => fact.value !== '')
}

function factsOf(kind: JobKind, parameters: JobParameters): Fact[] {
  const text = (name: string) => String(parameters[name] ?? '')
  switch (kind) {
    case 'accounts.disable':
      return [
        { label: 'Reason', value: disableReasons[text('reason') as DisableReason] ?? text('reason') },
        { label: 'Details', value: text('note') },
        { label: 'Ticket', value: text('ticket'), isTicket: true },
        { label: 'Review on', value: text('reviewOn') },
      ]
    case 'accounts.enable':
      return [
        { label: 'Reason', value: text('reason') },
        { label: 'Re-enable connections', value: yesNo(parameters.reenableConnections) },
      ]
    case 'accounts.custom_pricing':
      return [
        { label: 'Custom pricing', value: parameters.allow === true ? 'Allowed' : 'Off' },
        { label: 'Reason', value: text('reason') },
      ]
    case 'accounts.channel_limit':
      return [
        { label: 'Channel limit', value: formatNumber(Number(parameters.limit)) },
        { label: 'Reason', value: text('reason') },
      ]
    case 'accounts.import':
      return [
        { label: 'File', value: text('file') },
        { label: 'Rows left out', value: formatNumber(Number(parameters.leftOut ?? 0)) },
        { label: 'Reason', value: text('reason') },
      ]
    case 'accounts.export':
      return [
        { label: 'Accounts', value: text('scope') },
        { label: 'Columns', value: headingsOf(exportColumnsOf(text('columns'))) },
      ]
  }
}
