import { Status } from '@/components/ui/status'
import type { JobRow } from '@/lib/job'
import { jobLook } from './words'

export function JobState({ job }: { job: JobRow }) {
  const { tone, icon, pending, label } = jobLook(job)
  return (
    <Status tone={tone} icon={icon} pending={pending}>
      {label}
    </Status>
  )
}
