import { Ban, CircleCheck, CircleHelp, CirclePause, CircleSlash, Clock, type LucideIcon, OctagonX } from 'lucide-react'
import { formatNumber } from '@/components/ui/number'
import type { Tone } from '@/components/ui/tone'
import { type ItemState, itemStateWords, type JobCounts, type JobKind, type JobRow, type JobState } from '@/lib/job'

type Look = { label: string; tone: Tone; icon?: LucideIcon; pending?: true }

const jobStateLook: Record<JobState, Look> = {
  waiting: { label: 'Not sent yet', tone: 'info', icon: Clock },
  running: { label: 'Running', tone: 'accent', pending: true },
  paused: { label: 'Paused', tone: 'warning', icon: CirclePause },
  cancelled: { label: 'Cancelled', tone: 'neutral', icon: Ban },
  finished: { label: 'Finished', tone: 'success', icon: CircleCheck },
}

/** Its state; one that is through shows no tick where something is left for a person. */
export function lookOf({ state, counts }: JobRow): Look {
  if (state !== 'finished' || counts.failed + counts.person === 0) return jobStateLook[state]
  const left = counts.failed > 0 ? `${formatNumber(counts.failed)} failed` : `${formatNumber(counts.person)} to settle`
  return { label: `Finished, ${left}`, tone: 'warning' }
}

export const itemLook: Record<ItemState, Look> = {
  waiting: { label: itemStateWords.waiting, tone: 'neutral', icon: Clock },
  running: { label: itemStateWords.running, tone: 'accent', pending: true },
  checking: { label: itemStateWords.checking, tone: 'warning', pending: true },
  person: { label: itemStateWords.person, tone: 'warning', icon: CircleHelp },
  succeeded: { label: itemStateWords.succeeded, tone: 'success' },
  skipped: { label: itemStateWords.skipped, tone: 'neutral', icon: CircleSlash },
  failed: { label: itemStateWords.failed, tone: 'danger', icon: OctagonX },
  cancelled: { label: itemStateWords.cancelled, tone: 'neutral', icon: Ban },
}

/** What one of its items is. */
export const itemNoun: Record<JobKind, string> = {
  'accounts.disable': 'account',
  'accounts.enable': 'account',
  'accounts.custom_pricing': 'account',
  'accounts.channel_limit': 'account',
  'accounts.import': 'row',
  'accounts.export': 'account',
}

/** Ended, whichever way. */
export function endedItems(counts: JobCounts): number {
  return counts.succeeded + counts.skipped + counts.failed + counts.cancelled + counts.person
}

/** "40 s", "6 min", "1 h 20 min". */
export function durationWords(seconds: number): string {
  if (seconds < 90) return `${Math.max(1, Math.round(seconds))} s`
  const minutes = Math.round(seconds / 60)
  if (minutes < 60) return `${minutes} min`
  const rest = minutes % 60
  return `${Math.floor(minutes / 60)} h${rest > 0 ? ` ${rest} min` : ''}`
}

/** "48 a minute, about 6 min left" */
export function rateWords(job: JobRow): string | null {
  if (job.state !== 'running' || job.perMinute === null) return null
  const rate = `${formatNumber(job.perMinute)} a minute`
  return job.secondsLeft === null ? rate : `${rate}, about ${durationWords(job.secondsLeft)} left`
}
