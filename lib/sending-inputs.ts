import { trimmed, z } from './zod'

export const stopSendingInput = z.object({
  reason: trimmed(500).check(z.minLength(3, 'Enter a reason. Everyone sees it.')),
})

export const resumeSendingInput = z.object({
  /** The start of the displayed stop, so that a later stop is not lifted. */
  stoppedAt: z.iso.datetime(),
})
