import { Status } from '@/components/ui/status'
import type { AuditOutcome } from '@/lib/audit'
import { outcomeLook } from './words'

export function Outcome({ outcome }: { outcome: AuditOutcome | null }) {
  if (outcome === null) {
    return (
      <Status tone="neutral" pending>
        In progress
      </Status>
    )
  }
  const { tone, word } = outcomeLook[outcome]
  return <Status tone={tone}>{word}</Status>
}
