import { Description, DescriptionList } from '@/components/ui/description-list'
import type { JobRow } from '@/lib/job'
import { jobFacts } from '../../_jobs/facts'

/** What was asked for, in words. */
export function ParameterList({ job }: { job: JobRow }) {
  return (
    <DescriptionList>
      {jobFacts(job.kind, job.parameters).map(({ label, value }) => (
        <Description key={label} label={label}>
          <bdi>{value}</bdi>
        </Description>
      ))}
    </DescriptionList>
  )
}
