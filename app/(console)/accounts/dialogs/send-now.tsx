import type { ComponentProps } from 'react'
import { Checkbox } from '@/components/ui/checkbox'

/** Sends a disable without the time to undo it. Fraud is always sent at once: a sentence replaces the box. */
export function SendNow({ reason, ...box }: { reason: string | undefined } & ComponentProps<typeof Checkbox>) {
  if (reason === 'fraud') return <p role="status">Suspected fraud: sent at once, without time to undo.</p>
  return <Checkbox {...box} label="Disable now, without time to undo" />
}
