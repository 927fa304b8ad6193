import { text, z } from './zod'

export const stopSendingInput = z.object({
  reason: text().check(
    z.trim(),
    z.minLength(3, 'Say why: everybody reads it.'),
    z.maxLength(500, 'Use 500 characters or fewer.'),
  ),
})

export const resumeSendingInput = z.object({
  /** The id of the stop on the screen: another stop is not lifted. */
  stoppedAt: z.iso.datetime(),
})
