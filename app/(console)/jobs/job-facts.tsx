import { Description } from '@/components/ui/description-list'
import type { JobKind, JobParameters } from '@/lib/job'
import { Ticket } from '../_shell/ticket'
import { jobFacts } from './facts'

/** The job's parameters, in words. Use inside a `DescriptionList`. */
export function JobFacts({ kind, parameters }: { kind: JobKind; parameters: JobParameters }) {
  return jobFacts(kind, parameters).map(({ label, value, isTicket }) => (
    <Description key={label} label={label}>
      {isTicket ? <Ticket ticket={value} /> : <bdi>{value}</bdi>}
    </Description>
  ))
}
