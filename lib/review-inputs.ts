import { reviewKinds } from './reviews'
import { text, trimmed, z } from './zod'

// The inputs of the review commands. Not in lib/reviews.ts, so that the desk loads without forms.

const note = trimmed(1_000)
const roundId = z.uuid('This is not the id of a review round.')
/** An account's id, or the id of an organization user, which is free text. */
const subjectId = text().check(z.minLength(1), z.maxLength(200))
const verdict = z.enum(['approved', 'questioned'], 'Approve or question.')

/** The most items that can be ticked. A larger bulk decision is made by a filter. */
export const maxDecided = 1_000

/** The dialog. The accounts are chosen beside it. */
export const openRoundForm = z.object({
  kind: z.enum(reviewKinds, 'Choose what to review.'),
  name: trimmed(100).check(z.minLength(3, 'Enter a name, such as “Rollup flags, November”.')),
  dueOn: text().check(z.regex(/^2\d{3}-\d{2}-\d{2}$/, 'Choose a day.')),
  /** Ids of operators; empty = everybody with the permission. */
  reviewers: z.array(z.uuid()).check(z.maxLength(50, 'Choose 50 reviewers or fewer.')),
})
export const openRoundInput = z.extend(openRoundForm, {
  /** Only accounts that match this search, as the address of the list of accounts has it. */
  search: z.default_(text().check(z.maxLength(5_000)), ''),
})

/** The dialog of a bulk approval. */
export const noteInput = z.object({ note })
/** The dialogs that question. */
export const questionInput = z.object({ note: note.check(z.minLength(3, 'Enter the reason.')) })

const needsNote = z.refine<{ verdict: string; note: string }>(
  input => input.verdict === 'approved' || input.note.length >= 3,
  { path: ['note'], error: 'Enter the reason.' },
)

export const decideInput = z
  .object({
    roundId,
    subjectId,
    verdict,
    note,
    /** What the screen showed. A decision about anything else is refused. */
    seen: z.object({
      verdict: z.enum(['open', 'approved', 'questioned']),
      decidedAt: z.nullable(text().check(z.maxLength(40))),
      value: text().check(z.maxLength(20_000)),
    }),
  })
  .check(needsNote)

export const decideBulkInput = z
  .object({
    roundId,
    verdict,
    note,
    /** The ticked items; absent = all open items that match the filter. */
    ids: z.optional(
      z
        .array(subjectId)
        .check(z.minLength(1, 'Select an item first.'), z.maxLength(maxDecided, 'Select 1,000 items or fewer.')),
    ),
    /** The filter of the screen. */
    q: z.default_(text().check(z.maxLength(200)), ''),
    /** How many items the button named. */
    count: z.int().check(z.minimum(1), z.maximum(1_000_000)),
  })
  .check(needsNote)

/** The operator’s own decision on one item, or all of their own bulk decision. */
export const undoDecisionInput = z
  .object({ roundId, subjectId: z.optional(subjectId), bulkId: z.optional(z.uuid()) })
  .check(z.refine(input => (input.subjectId === undefined) !== (input.bulkId === undefined), 'Choose what to undo.'))

export const followUpInput = z.object({ roundId, subjectId, step: z.enum(['sent', 'answered']), on: z.boolean() })

export const signOffInput = z.object({
  roundId,
  remark: note,
  /** How many open items the dialog named. */
  open: z.int().check(z.minimum(0), z.maximum(1_000_000)),
})

export const secondPersonInput = z.object({ required: z.boolean() })
