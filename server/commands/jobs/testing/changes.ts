import type { BulkChange } from '@/lib/job-inputs'
import type { Failpoint } from '@/server/platform/failpoint'

export const disableAll: BulkChange = {
  kind: 'accounts.disable',
  parameters: { reason: 'unpaid', note: '', ticket: '', reviewOn: '' },
}

/** Every failpoint that an item passes between being taken and its end. */
export const points: readonly Failpoint[] = [
  'job.after_lease',
  'job.after_claim',
  'job.before_bind',
  'command.before_intent',
  'command.in_intent',
  'command.before_send',
  'command.after_answer',
  'command.in_outcome',
  'command.after_outcome',
  'job.after_call',
  'job.after_follow',
]
