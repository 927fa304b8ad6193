import { Status } from '@/components/ui/status'
import type { AuditOutcome } from '@/lib/audit'
import { outcomeLook } from './words'

export function Outcome({ outcome, className }: { outcome: AuditOutcome | null; className?: string }) {
  if (outcome === null) {
    return (
      <Status tone="neutral" pending className={className}>
        In progress
      </Status>
    )
  }
  const { tone, word } = outcomeLook[outcome]
  return (
    <Status tone={tone} className={className}>
      {word}
    </Status>
  )
}
