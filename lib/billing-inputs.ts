import { text, z } from './zod'

// The inputs of the billing commands. Not in lib/billing.ts, so that the list loads without forms.

export const reviewRollupInput = z
  .object({
    accountId: z.uuid('This is not an account id.'),
    verdict: z.enum(['approved', 'questioned']),
    /** The flag that the reviewer saw. The verdict applies to this value only. */
    flag: z.boolean(),
    note: text().check(z.trim(), z.maxLength(1_000, 'Use 1,000 characters or fewer.')),
  })
  .check(
    z.refine(input => input.verdict === 'approved' || input.note.length >= 3, {
      path: ['note'],
      error: 'Enter what is not as agreed.',
    }),
  )
export type ReviewRollupInput = z.infer<typeof reviewRollupInput>

export const undoReviewInput = z.object({
  accountId: z.uuid('This is not an account id.'),
  /** The verdict to undo. A verdict that a later one has replaced stays. */
  reviewId: z.uuid('This is not a review id.'),
})
