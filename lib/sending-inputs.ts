import { text, z } from './zod'

export const stopSendingInput = z.object({
  reason: text().check(
    z.trim(),
    z.minLength(3, 'Enter a reason. Everyone sees it.'),
    z.maxLength(500, 'Use 500 characters or fewer.'),
  ),
})

export const resumeSendingInput = z.object({
  /** The start of the displayed stop, so that a later stop is not lifted. */
  stoppedAt: z.iso.datetime(),
})
