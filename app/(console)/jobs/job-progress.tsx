import { cn } from '@/components/ui/cn'
import { formatNumber } from '@/components/ui/number'
import { toneFill } from '@/components/ui/tone'
import type { ItemState, JobRow } from '@/lib/job'
import { endedItems, itemLook } from './words'

/** The order in the bar: ended items first. */
const order: readonly ItemState[] = ['succeeded', 'skipped', 'cancelled', 'failed', 'person', 'checking', 'running']

/** The progress of a job, as a thin bar of item states. The numbers are shown beside it. */
export function JobProgress({ job, className }: { job: JobRow; className?: string }) {
  const ended = endedItems(job.counts)
  const text = `${formatNumber(ended)} of ${formatNumber(job.total)}`
  const parts = order.filter(state => job.counts[state] > 0)
  const legend = parts.map(state => `${formatNumber(job.counts[state])} ${itemLook[state].label.toLowerCase()}`)
  return (
    <div
      role="progressbar"
      aria-label="Items processed"
      aria-valuemin={0}
      aria-valuemax={job.total}
      aria-valuenow={ended}
      aria-valuetext={text}
      title={legend.join(', ')}
      className={cn('flex h-1.5 overflow-hidden rounded-full bg-border', className)}
    >
      {order.map(state => (
        <span
          key={state}
          className={cn('h-full transition-[width] duration-200', toneFill[itemLook[state].tone])}
          style={{ width: `${job.total > 0 ? (job.counts[state] / job.total) * 100 : 0}%` }}
        />
      ))}
    </div>
  )
}
