import { formatCount, formatNumber } from '@/components/ui/number'
import type { StateIcon } from '@/components/ui/status'
import type { Tone } from '@/components/ui/tone'
import {
  type CancelledJob,
  type ItemState,
  itemStateWords,
  type JobCounts,
  type JobRow,
  type JobState,
  jobKinds,
} from '@/lib/job'
import { timeLeftWords } from '@/lib/time-left'

type Look = { label: string; tone: Tone; icon?: StateIcon; pending?: true }

const jobStateLook: Record<JobState, Look> = {
  waiting: { label: 'Waiting to send', tone: 'info', icon: 'clock' },
  running: { label: 'Running', tone: 'accent', pending: true },
  paused: { label: 'Paused', tone: 'warning', icon: 'pause' },
  cancelled: { label: 'Cancelled', tone: 'neutral', icon: 'ban' },
  finished: { label: 'Finished', tone: 'success', icon: 'check' },
}

/** The label of the job. A finished job has no check mark while failed or unresolved items remain. */
export function jobLook({ state, counts }: JobRow): Look {
  if (state !== 'finished' || counts.failed + counts.person === 0) return jobStateLook[state]
  const left = counts.failed > 0 ? `${formatNumber(counts.failed)} failed` : `${formatNumber(counts.person)} to review`
  return { label: `Finished, ${left}`, tone: 'warning' }
}

export const itemLook: Record<ItemState, Look> = {
  waiting: { label: itemStateWords.waiting, tone: 'neutral', icon: 'clock' },
  running: { label: itemStateWords.running, tone: 'accent', pending: true },
  checking: { label: itemStateWords.checking, tone: 'warning', pending: true },
  person: { label: itemStateWords.person, tone: 'warning', icon: 'question' },
  succeeded: { label: itemStateWords.succeeded, tone: 'success' },
  skipped: { label: itemStateWords.skipped, tone: 'neutral', icon: 'slash' },
  failed: { label: itemStateWords.failed, tone: 'danger', icon: 'stop' },
  cancelled: { label: itemStateWords.cancelled, tone: 'neutral', icon: 'ban' },
}

/** Items that have ended, with any result. */
export function endedItems(counts: JobCounts): number {
  return counts.succeeded + counts.skipped + counts.failed + counts.cancelled + counts.person
}

/** "48 a minute, 2–4 min left" */
export function rateWords({ pace }: Pick<JobRow, 'pace'>): string | null {
  if (pace === null) return null
  const rate = `${formatNumber(pace.perMinute)} a minute`
  return pace.left === null ? rate : `${rate}, ${timeLeftWords(pace.left)} left`
}

/** What cancelling or undoing a job has done. It may have started just before. */
export function cancelledWords(
  { kind, total }: Pick<JobRow, 'kind' | 'total'>,
  { undone, counts }: CancelledJob,
): string {
  if (undone) return 'Job undone. Nothing was sent.'
  const begun = total - counts.cancelled
  if (begun === 0) return 'Job cancelled. Nothing was changed.'
  const items = formatCount(begun, jobKinds[kind].noun)
  return `Job cancelled. ${items} ${begun === 1 ? 'was' : 'were'} already processed or in progress.`
}
