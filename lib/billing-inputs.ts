import { text, z } from './zod'

// Inputs of the billing commands. Separate from lib/billing.ts, so that lists load no form.

export const reviewRollupInput = z
  .object({
    accountId: z.uuid('This is not an account id.'),
    verdict: z.enum(['approved', 'questioned']),
    /** The flag the reviewer saw: a verdict is about that value only. */
    flag: z.boolean(),
    note: text().check(z.trim(), z.maxLength(1_000, 'Use 1,000 characters or fewer.')),
  })
  .check(
    z.refine(input => input.verdict === 'approved' || input.note.length >= 3, {
      path: ['note'],
      error: 'Say what is in question.',
    }),
  )
export type ReviewRollupInput = z.infer<typeof reviewRollupInput>

export const undoReviewInput = z.object({
  accountId: z.uuid('This is not an account id.'),
  /** The verdict to take back; when a later verdict has replaced it, it stays. */
  reviewId: z.uuid('This is not a verdict id.'),
})
